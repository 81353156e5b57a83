# Runs the integration's JavaScript inside XSOAR's Python container and relays its calls of the `demisto` object.
# XSOAR executes this text anew for every run, in one long-lived process: all of it is one function, and nothing that
# it makes outlives the call, but for the unpacked bundle.


def run_integration(demisto, packed_bundle, bundle_hash):
    import base64
    import gc
    import hashlib
    import json
    import os
    import re
    import shutil
    import signal
    import stat
    import subprocess
    import tempfile
    import threading
    import zlib

    prefix = 'xdr-iocs-bundle-'
    bundle_name = 'xdr-iocs.cjs'
    relayed = {
        'searchIndicators', 'createIndicators', 'getIntegrationContextVersioned', 'setIntegrationContextVersioned',
        'results', 'debug', 'info', 'error', 'demistoVersion', 'demistoUrls',
    }
    # With these the child has given its entries itself (src/main.ts). Node's own codes are others, 0 among them.
    done, told = 68, 70
    # By the first Node ends where its heap is full, by the second Linux ends it.
    memory_signals = {signal.SIGABRT, signal.SIGKILL}

    page_start = re.compile(r'\s*\{\s*"(?:iocs|total|searchAfter|accountErrors)"\s*:')
    piece = 1 << 20
    as_text = True

    # ---- The bundle, in a folder that nobody else may enter ----

    # The folder is held open from its check to the end of the run. Node reads it by its descriptor, not by its name: so
    # it does not matter when another user moves a folder of his own to that name.

    def is_mine(status):
        return status.st_uid == os.geteuid()

    def holds_only_mine(folder):
        # What another user has put or linked there while it stood open, this user's compile cache must not be.
        for _root, folders, files, descriptor in os.fwalk(dir_fd=folder):
            for name in folders + files:
                status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                is_whole_file = stat.S_ISREG(status.st_mode) and status.st_nlink == 1
                if not is_mine(status) or not (is_whole_file or stat.S_ISDIR(status.st_mode)):
                    return False
        return True

    def open_private(path):
        # A descriptor of a folder that is ours alone; None where it is not.
        try:
            folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            return None
        try:
            status = os.fstat(folder)
            if is_mine(status) and not status.st_mode & 0o077 and holds_only_mine(folder):
                return folder
        except OSError:
            pass
        os.close(folder)
        return None

    def remove_mine(path):
        # What belongs to somebody else is left alone. A link is not followed.
        try:
            status = os.lstat(path)
            if is_mine(status) and stat.S_ISDIR(status.st_mode):
                shutil.rmtree(path, ignore_errors=True)
            elif is_mine(status):
                os.unlink(path)
        except OSError:
            pass

    def private_folder(root):
        name = '{}{}-{}'.format(prefix, bundle_hash[:16], os.geteuid())
        path = os.path.join(root, name)
        for _attempt in range(2):
            try:
                os.mkdir(path, 0o700)
            except FileExistsError:
                pass
            folder = open_private(path)
            if folder is not None:
                return folder
            remove_mine(path)  # ours, but not as it was made: it is made anew, never mended
        # Somebody else has taken the name.
        for other in sorted(os.listdir(root)):
            folder = open_private(os.path.join(root, other)) if other.startswith(name + '-') else None
            if folder is not None:
                return folder
        path = tempfile.mkdtemp(prefix=name + '-', dir=root)
        folder = open_private(path)
        if folder is None:
            remove_mine(path)
            raise OSError('other users may enter what is made in ' + root)
        return folder

    def is_whole(folder):
        try:
            handle = os.open(bundle_name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
            with os.fdopen(handle, 'rb') as file:
                return hashlib.sha256(file.read()).hexdigest() == bundle_hash
        except OSError:
            return False

    def unpack(folder):
        temporary = 'new-' + os.urandom(8).hex()
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
        try:
            with os.fdopen(handle, 'wb') as file:
                file.write(zlib.decompress(base64.b64decode(packed_bundle)))
            # Whole or not at all, also when two runs start together.
            os.replace(temporary, bundle_name, src_dir_fd=folder, dst_dir_fd=folder)
        except OSError:
            os.unlink(temporary, dir_fd=folder)
            raise

    def remove_other_versions(root):
        try:
            names = os.listdir(root)
        except OSError:
            return
        for name in names:
            if name.startswith(prefix) and not name.startswith(prefix + bundle_hash[:16]):
                remove_mine(os.path.join(root, name))

    def folder_in(root):
        folder = private_folder(root)
        try:
            if not is_whole(folder):
                unpack(folder)
                remove_other_versions(root)
            return folder
        except OSError:
            os.close(folder)
            raise

    def provide_bundle():
        problems = []
        for what, find in (('temporary', tempfile.gettempdir), ('working', os.getcwd)):
            try:
                return folder_in(find())
            except OSError as error:
                problems.append('the {} folder: {}'.format(what, error))
        raise OSError('it has no folder to unpack itself into ({}). Give the container a temporary folder that its user '
                      'may write'.format('; '.join(problems)))

    # ---- What the child is told, and what it asks for ----

    def number_as_text(value):
        return str(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else ''

    def invocation():
        calling = getattr(demisto, 'callingContext', None)
        calling = calling if isinstance(calling, dict) else {}
        context = calling.get('context') or calling
        context = context if isinstance(context, dict) else {}
        investigation = demisto.investigation() or {}
        return {
            'command': demisto.command(),
            'params': demisto.params(),
            'args': demisto.args(),
            'investigationId': str(investigation.get('id') or ''),
            'workingDirectory': os.getcwd(),
            'isDebug': bool(context.get('IsDebug')),
            'brand': str(context.get('IntegrationBrand') or ''),
            'instance': str(context.get('IntegrationInstance') or ''),
            'timeoutDuration': number_as_text(context.get('TimeoutDuration')),
            'runDuration': number_as_text(context.get('runDuration')),
        }

    class Page(dict):  # a search answer as the text that came: whoever looks at it sees an empty object
        text = ''

    def search(kwargs):
        # Parsing a page takes longer than all the rest of the way, and the child parses it anyway. So for the length
        # of this call `json.loads` gives the text of a page, wherever the `demisto` object lives that calls it.
        # Whatever else is parsed meanwhile, and what other threads parse, goes on to the function itself.
        nonlocal as_text
        if not as_text:
            return demisto.searchIndicators(**kwargs)
        pages = []
        loads = json.loads
        thread = threading.get_ident()
        is_searching = True

        def loads_page(text, *args, **how):
            if is_searching and threading.get_ident() == thread and isinstance(text, str) and page_start.match(text):
                pages.append(Page())
                pages[-1].text = text
                return pages[-1]
            return loads(text, *args, **how)

        json.loads = loads_page
        try:
            answer = demisto.searchIndicators(**kwargs)
        except Exception:
            if not pages:
                raise
            answer = None
        finally:
            json.loads = loads
            is_searching = False
        if not pages or isinstance(answer, Page):
            return answer
        as_text = False  # this `demisto` object makes something of an answer: give it what it expects
        return demisto.searchIndicators(**kwargs)

    def only(value, names):
        # Of each object in a list or an object only the keys with these names.
        if isinstance(value, list):
            return [
                {name: item[name] for name in names if name in item} if isinstance(item, dict) else item
                for item in value
            ]
        return dict(zip(value, only(list(value.values()), names))) if isinstance(value, dict) else value

    def only_fields(answer, fields):
        if isinstance(answer, Page) or not isinstance(answer, dict) or not isinstance(answer.get('iocs'), list):
            return answer
        fields = fields.items()
        return dict(answer, iocs=[
            {key: only(ioc[key], names) if names else ioc[key] for key, names in fields if key in ioc}
            if isinstance(ioc, dict) else ioc
            for ioc in answer['iocs']
        ])

    def relay(request):
        name = request['call']
        if name not in relayed:
            raise ValueError('The launcher does not relay ' + name)
        if name == 'searchIndicators':
            return only_fields(search(request['kwargs']), request['fields'])
        return getattr(demisto, name)(*request.get('args', []), **request.get('kwargs', {}))

    def widen(pipe):
        # So that a page goes over in fewer turns of the two processes. Not everywhere, and only a matter of speed.
        try:
            import fcntl
            fcntl.fcntl(pipe.fileno(), 1031, piece)  # F_SETPIPE_SZ, which Python before 3.10 does not name
        except (ImportError, OSError):
            pass

    def line_of(message):
        # Escaped to ASCII: half a surrogate pair, which JSON allows, has no bytes in UTF-8.
        return json.dumps(message).encode('ascii') + b'\n'

    def send(child, line):
        child.stdin.write(line)
        child.stdin.flush()

    def send_page(child, text):
        child.stdin.write(b'{"ok":')
        for start in range(0, len(text), piece):
            # One line for the child: in JSON, a line feed as it is can only stand where a blank can.
            part = text[start:start + piece].replace('\n', ' ')
            child.stdin.write(part.encode('utf-8', 'backslashreplace'))
        child.stdin.write(b'}\n')
        child.stdin.flush()

    def answer_call(child, line):
        try:
            answer = relay(json.loads(line))
            reply = None if isinstance(answer, Page) else line_of({'ok': answer})
        except Exception as error:
            reply = line_of({'error': str(error)})
        if reply is None:
            send_page(child, answer.text)
        else:
            send(child, reply)

    def serve(child, calls, first):
        send(child, line_of(first))
        for line in calls:
            if line.endswith(b'\n'):  # half a line is a child's last
                answer_call(child, line)

    # ---- What is told of a crash: never a secret ----
    # A long text is broken into lines, and quoted, by whoever prints it.
    line_break = r"""(?:["'+ \t\r\\]*(?:\n|\\+[nr])["'+ \t\\]*)"""

    def secrets():
        params = demisto.params() or {}
        for name in ('apikey', 'apikey_id'):
            saved = params.get(name + '_creds')
            for value in (params.get(name), saved.get('password') if isinstance(saved, dict) else None):
                text = number_as_text(value).strip()
                if text:
                    yield text

    def written(character):
        # As it is, with backslashes before it, and as JSON, JavaScript and an address may write it.
        code = ord(character)
        return r'(?:\\*{}|\\+(?i:u{:04x}|x{:02x})|(?i:%{:02x}))'.format(re.escape(character), code, code, code)

    def pattern_of(secret):
        letters = (line_break + '*').join(written(character) for character in secret)
        if len(secret) >= 16:
            return letters
        # An id is often a short number: only where it stands alone. Not in an address, a version, a place in a file.
        return r'(?:(?<![\w.])(?<!js:)|(?<=\\[nrt])){}(?!\w)(?!\.\d)'.format(letters)

    def hide_signature(found):
        # 64 letters and digits are what a signature or a nonce is made of; of a run of short words, each is a word.
        parts = re.findall(r'[A-Za-z0-9]+', re.sub(r'\\+[nr]', '\n', found.group()))
        length = sum(map(len, parts))
        return '[secret]' if length >= 64 and length >= 16 * (len(parts) - 1) else found.group()

    def scrubbed(text):
        for secret in sorted(secrets(), key=len, reverse=True):
            text = re.sub(pattern_of(secret), '[secret]', text)
        return re.sub(r'[A-Za-z0-9]+(?:{}+[A-Za-z0-9]+)*'.format(line_break), hide_signature, text)

    def report(text, said=''):
        said = scrubbed(said).strip()[-2000:]
        if said:
            text += '\nIt last said: ' + said
        if demisto.command() == 'test-module':
            demisto.results(text)
        else:
            demisto.results({
                'Type': 4, 'ContentsFormat': 'text', 'Contents': text, 'IgnoreAutoExtract': True,
            })

    def how_it_ended(code):
        try:
            return 'exit code {}, {}'.format(code, signal.Signals(-code).name)
        except ValueError:
            return 'exit code {}'.format(code)

    last_words = b''

    def listen(stream):
        # Kept are so many that no secret is cut in two where what is shown of them begins.
        nonlocal last_words
        for words in iter(lambda: stream.read1(1 << 16), b''):
            last_words = (last_words + words)[-1 << 16:]

    def close(stream):
        try:
            stream.close()
        except OSError:
            pass

    def start(folder, writing):
        # What the image has set for other programs must not disturb; what Node compiled once, it need not again.
        environment = {name: value for name, value in os.environ.items() if not name.startswith('NODE_')}
        path = '/proc/self/fd/{}'.format(folder)
        environment['NODE_COMPILE_CACHE'] = path + '/compiled'
        # What is made of an indicator is garbage at once: Node would keep 48 MB of it before it looks. To share that
        # work out among threads takes longer than to do it, on one processor above all. And Node would look up which
        # path the descriptor stands for, and open that.
        options = ['--max-semi-space-size=1', '--single-threaded-gc', '--preserve-symlinks-main']
        return subprocess.Popen(
            ['node'] + options + [path + '/' + bundle_name, str(writing)], env=environment,
            pass_fds=(folder, writing), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )

    collecting = gc.isenabled()
    child = folder = None
    # The calls come through a pipe of their own: what else the child prints, on either stream, cannot get between them.
    reading, writing = os.pipe()
    calls = os.fdopen(reading, 'rb')
    try:
        try:
            first = invocation()
            folder = provide_bundle()
            child = start(folder, writing)
        finally:
            os.close(writing)
        widen(child.stdin)
        listener = threading.Thread(target=listen, args=(child.stdout,), daemon=True)
        listener.start()
        gc.collect()  # while node starts: the earlier runs' scripts, which hold each other in cycles
        gc.disable()  # what is parsed holds no cycles; looking for them takes a third of the time
        try:
            serve(child, calls, first)
        except OSError:
            pass  # the child is gone; its exit code says how
        close(child.stdin)
        code = child.wait()
        listener.join(5)
        if code not in (done, told):
            report('The integration ended unexpectedly ({}). Nothing was lost: run it again.{}'.format(
                how_it_ended(code),
                ' It may need more memory than the container has.' if -code in memory_signals else '',
            ), last_words.decode('utf-8', 'replace'))
    except (OSError, RuntimeError) as error:  # no node, no right, no room, no more processes or threads
        needs_image = isinstance(error, FileNotFoundError) and error.filename == 'node'
        report('The integration could not be started: {}.{}'.format(error, (
            ' It needs the Docker image that its settings name, which has node.' if needs_image else '')))
    finally:
        if collecting:
            gc.enable()
        calls.close()
        if folder is not None:
            os.close(folder)
        if child is not None:
            child.kill()
            child.wait()
            close(child.stdin)
            close(child.stdout)
