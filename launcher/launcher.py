# Runs the integration's JavaScript inside XSOAR's Python container and relays its calls of the `demisto` object.
# XSOAR executes this text anew for every run, in one long-lived process: all of it is one function, and nothing that
# it makes outlives the call, but for the unpacked bundle.


def run_integration(demisto, packed_bundle, bundle_hash):
    import base64
    import collections
    import gc
    import hashlib
    import json
    import os
    import re
    import shutil
    import subprocess
    import tempfile
    import threading
    import zlib

    prefix = 'xdr-iocs-bundle-'
    relayed = {
        'searchIndicators', 'createIndicators', 'getIntegrationContextVersioned', 'setIntegrationContextVersioned',
        'results', 'debug', 'info', 'error', 'demistoVersion', 'demistoUrls',
    }

    page_start = re.compile(r'\s*\{\s*"(?:iocs|total|searchAfter|accountErrors)"\s*:')
    piece = 1 << 20
    as_text = True

    def is_whole(path):
        try:
            with open(path, 'rb') as file:
                return hashlib.sha256(file.read()).hexdigest() == bundle_hash
        except OSError:
            return False

    def provide_bundle():
        root = tempfile.gettempdir()
        folder = os.path.join(root, prefix + bundle_hash[:16])
        path = os.path.join(folder, 'xdr-iocs.cjs')
        if is_whole(path):
            return path
        for name in os.listdir(root):  # other versions
            if name.startswith(prefix) and name != os.path.basename(folder):
                shutil.rmtree(os.path.join(root, name), ignore_errors=True)
        os.makedirs(folder, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, 'wb') as file:
            file.write(zlib.decompress(base64.b64decode(packed_bundle)))
        os.replace(temporary, path)  # whole or not at all, also when two runs start together
        return path

    def invocation():
        context = getattr(demisto, 'callingContext', None) or {}
        context = context.get('context') or context
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
        }

    class Page(dict):  # a search answer as the text that came: whoever looks at it sees an empty object
        text = ''

    class PageReader:  # stands in for the module `json`
        page = None

        def __init__(self, module):
            self.module = module

        def __getattr__(self, name):
            return getattr(self.module, name)

        def loads(self, text, *args, **kwargs):
            if not isinstance(text, str) or not page_start.match(text):
                return self.module.loads(text, *args, **kwargs)
            self.page = Page()
            self.page.text = text
            return self.page

    def search(kwargs):
        # Where the `demisto` object shares this namespace, it parses with this namespace's `json`. Parsing a page takes
        # longer than all the rest of the way, and the child parses it anyway.
        nonlocal as_text
        namespace = globals()
        if not as_text or 'json' not in namespace:
            return demisto.searchIndicators(**kwargs)
        module = namespace['json']
        reader = namespace['json'] = PageReader(module)
        try:
            answer = demisto.searchIndicators(**kwargs)
        except Exception:
            if reader.page is None:
                raise
            answer = None
        finally:
            namespace['json'] = module
        if reader.page is None or answer is reader.page:
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

    def send(child, message):
        # Escaped to ASCII: half a surrogate pair, which JSON allows, has no bytes in UTF-8.
        child.stdin.write(json.dumps(message).encode('ascii') + b'\n')
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
        except Exception as error:
            send(child, {'error': str(error)})
        else:
            if isinstance(answer, Page):
                send_page(child, answer.text)
            else:
                send(child, {'ok': answer})

    def serve(child, calls):
        send(child, invocation())
        for line in calls:
            answer_call(child, line)

    def secrets():
        params = demisto.params() or {}
        for name in ('apikey', 'apikey_id'):
            saved = params.get(name + '_creds')
            yield params.get(name)
            yield saved.get('password') if isinstance(saved, dict) else None

    def report(text):
        for secret in secrets():
            if isinstance(secret, str) and secret:
                text = text.replace(secret, '[secret]')
        if demisto.command() == 'test-module':
            demisto.results(text)
        else:
            demisto.results({
                'Type': 4, 'ContentsFormat': 'text', 'Contents': text, 'IgnoreAutoExtract': True,
            })

    last_words = collections.deque(maxlen=20)
    collecting = gc.isenabled()
    child = None
    # The calls come through a pipe of their own: what else the child prints, on either stream, cannot get between them.
    reading, writing = os.pipe()
    calls = os.fdopen(reading, 'rb')
    try:
        try:
            path = provide_bundle()
            # What the image has set for other programs must not disturb; what Node compiled once, it need not again.
            environment = {name: value for name, value in os.environ.items() if not name.startswith('NODE_')}
            environment['NODE_COMPILE_CACHE'] = os.path.join(os.path.dirname(path), 'compiled')
            # What is made of an indicator is garbage at once. Node would keep 48 MB of it before it looks.
            child = subprocess.Popen(
                ['node', '--max-semi-space-size=1', path, str(writing)], env=environment, pass_fds=(writing,),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )
        finally:
            os.close(writing)
        widen(child.stdin)
        listener = threading.Thread(target=last_words.extend, args=(child.stdout,), daemon=True)
        listener.start()
        gc.collect()  # while node starts: the earlier runs' scripts, which hold each other in cycles
        gc.disable()  # what is parsed holds no cycles; looking for them takes a third of the time
        try:
            serve(child, calls)
        except OSError:
            pass  # the child is gone; its exit code says how
        code = child.wait()
        listener.join(5)
        if code not in (0, 70):  # with these the child has given its entries itself; Node's own codes are others
            said = b''.join(last_words).decode('utf-8', 'replace').strip()[-2000:]
            report('The integration ended unexpectedly (exit code {}). Nothing was lost: run it again.{}'.format(
                code, '\nIt last said: ' + said if said else ''))
    except FileNotFoundError as error:
        report('The integration could not be started: {}. It needs the Docker image that its settings name, '
               'which has node.'.format(error))
    finally:
        if collecting:
            gc.enable()
        calls.close()
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                try:
                    stream.close()
                except OSError:
                    pass
