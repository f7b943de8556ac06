"""python -m tests.faults --rounds 20"""

import argparse
import random
import sys

from tests.faults.grounds import Grounds
from tests.faults.promises import Broken
from tests.faults.worker import end_all

OTHERS = ("parent", "idle", "suicide")


def options(arguments=None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.faults", description="kill the worker and see what comes of it")
    parser.add_argument("--rounds", type=int, default=3, help="how often the whole worker is killed")
    parser.add_argument("--kills", type=int, default=4, help="how many of these in one run")
    parser.add_argument("--within", type=float, default=5, help="seconds from a restart to the next call or answer")
    kinds = ("group", *OTHERS)
    parser.add_argument(
        "--only", choices=kinds, action="append", help="this kind of round and no other; may be repeated"
    )
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the moments")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    return parser.parse_args(arguments)


def main(arguments=None) -> int:
    chosen = options(arguments)
    grounds = Grounds(postgres=chosen.database == "postgres")
    print(f"{chosen.database}, seed {chosen.seed}", flush=True)
    try:
        run(grounds, chosen)
    except Broken as broken:
        print(f"BROKEN: {broken}.\nThe worker's log: {grounds.log}\nThe database: {grounds.database}", flush=True)
        return 1
    else:
        grounds.tidy()
    finally:
        end_all(grounds.mark)
        grounds.sandbox.stop()
    return 0


def run(grounds: Grounds, chosen) -> None:
    from tests.faults.rounds import Rounds  # only now Django knows which database

    rounds, chance = Rounds(grounds, chosen.within), random.Random(chosen.seed)
    print(f"undisturbed: {rounds.undisturbed()} calls for {len(rounds.codes)} codes", flush=True)
    killed, every = 0, []
    while killed < chosen.rounds and "group" in (chosen.only or ["group"]):
        every.append(rounds.group(chance, min(chosen.kills, chosen.rounds - killed)))
        killed += every[-1].kills
        print(every[-1], flush=True)
    for name in OTHERS:
        if name in (chosen.only or OTHERS):
            every.append(getattr(rounds, name)(chance))
            print(every[-1], flush=True)
    print(summary(every), flush=True)


def summary(every) -> str:
    restarts = [seconds for one in every if one.name == "group" for seconds in one.recovered]
    repeated = max(one.repeated / max(1, one.kills) for one in every)
    words = f"Every promise held; at most {repeated:.1f} calls a kill were repeated"
    return f"{words}, and a restart took {max(restarts):.1f} s at most." if restarts else f"{words}."


if __name__ == "__main__":
    sys.exit(main())
