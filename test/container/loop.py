"""A loop process as XSOAR starts one per container: reads a run a line, executes its script, says when it is over.

The server's calls go out as lines of JSON on standard output and are answered by a line on standard input.
With `--apart` the `demisto` object lives in a namespace of its own; without, it shares the script's, as in the
platform's public example. A script's code is kept by its `code_version`.
"""
import json
import sys

WRAPPER = '''
import json
import sys


class Demisto:
    def __init__(self, run):
        self._run = run
        self.callingContext = {'context': run.get('context', {})}

    def _ask(self, call, **data):
        data.update(type=call)
        sys.stdout.write(json.dumps(data) + '\\n')
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            raise ValueError('the server is gone')
        if '[ERROR-fd5a7750-7182-4b38-90ba-091824478903]' in line:
            raise ValueError(line)
        answer = json.loads(line)
        if isinstance(answer, dict) and answer.get('type') == 'error':
            raise ValueError(answer['message'])
        return answer

    def _tell(self, call, **data):
        data.update(type=call)
        sys.stdout.write(json.dumps(data) + '\\n')
        sys.stdout.flush()

    def params(self):
        return self._run.get('params', {})

    def args(self):
        return self._run.get('args', {})

    def command(self):
        return self._run.get('command', '')

    def investigation(self):
        return self._run.get('context', {}).get('Inv', {})

    def integrationInstance(self):
        return self._run.get('context', {}).get('IntegrationInstance', '')

    def searchIndicators(self, value='', query='', size=None, page=0, sort=None, fromDate='', toDate='',
                         searchAfter=None, populateFields=None):
        return self._ask('searchIndicators', query=query, size=size, sort=sort, searchAfter=searchAfter,
                         populateFields=populateFields)

    def createIndicators(self, indicators, noUpdate=False):
        return self._ask('createIndicators', indicators=indicators, noUpdate=noUpdate)

    def getIntegrationContextVersioned(self, refresh=False):
        return self._ask('getIntegrationContext', refresh=refresh)

    def setIntegrationContextVersioned(self, value, version, sync=False):
        return self._ask('setIntegrationContext', value=value, version=version, sync=sync)

    def results(self, results):
        self._tell('result', results=results if isinstance(results, list) else [results])

    def debug(self, text):
        self._ask('log', level='debug', text=text)

    def info(self, text):
        self._ask('log', level='info', text=text)

    def error(self, text):
        self._ask('log', level='error', text=text)

    def demistoVersion(self):
        return self._ask('version')

    def demistoUrls(self):
        return self._ask('urls')
'''


COMPILED = {}


def code_of(run, before):
    """The script's code, with the wrapper's where they are one piece; on reuse, the server may send no script."""
    version = run.get('code_version')
    if 'script' not in run:
        return COMPILED[version]
    code = compile(before + run['script'], '<script>', 'exec')
    if version:
        COMPILED[version] = code
    return code


def execute(run, apart):
    if apart:
        wrapper = {}
        exec(compile(WRAPPER, '<wrapper>', 'exec'), wrapper)
        exec(code_of(run, ''), {'demisto': wrapper['Demisto'](run)})
    else:
        exec(code_of(run, WRAPPER + '\ndemisto = Demisto(__run)\n'), {'__run': run})


def main():
    apart = '--apart' in sys.argv
    for line in iter(sys.stdin.readline, ''):
        error = None
        try:
            execute(json.loads(line), apart)
        except BaseException as failure:
            error = repr(failure)
        sys.stdout.write(json.dumps({'type': 'completed', 'error': error}) + '\n')
        sys.stdout.flush()


main()
