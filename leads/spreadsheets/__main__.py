"""The child that `read_fenced` starts: a request on standard input, lines of JSON on standard output."""

import gc
import json
import resource
import sys

from leads.spreadsheets.containers import corrupt
from leads.spreadsheets.fence import out_of_memory
from leads.spreadsheets.reading import harvest
from leads.spreadsheets.results import Unreadable


def main():
    try:
        gc.disable()  # a short life without cycles: a tenth less time
        request = json.load(sys.stdin.buffer)
        _fence(request["memory"], request["deadline"])
        for message in harvest(request["path"], request["filename"], **request["overrides"]):
            _say(message)
    except Unreadable as trouble:
        _say({"unreadable": vars(trouble)})
    except MemoryError:
        _say({"unreadable": vars(out_of_memory(request["memory"]))})
    except BaseException:  # the fence: a panic in the parser is not even an Exception
        _say({"unreadable": vars(corrupt())})


def _fence(memory: int, deadline: float):
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seconds = int(deadline) + 1  # should the parent die first
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _say(message):
    sys.stdout.write(json.dumps(message, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
