"""From a bare checkout to a database the site can use: what the demo and the tests both begin with."""

from deploy import database, environment, locks
from deploy.console import run_step, say
from deploy.database import ClusterUse
from deploy.folders import Folders


def manage(folders: Folders, *words: str) -> list[str]:
    """The command line of a management command."""
    return [str(folders.python), "manage.py", *words]


def install(folders: Folders, *, demo_city: bool) -> ClusterUse | None:
    """
    Make .venv, the cluster (unless DATABASE_URL names a server) and the tables; load the demo city if asked.

    One process at a time does this in a checkout. Returns the use of the cluster, which the caller must end.
    Raises Refusal with what failed; the cluster is then not used any more.
    """
    with locks.alone(folders.run / "install.lock", lambda: say("Waiting for another start to finish ...")):
        environment.ensure(folders)
        use = None
        if database.is_foreign():
            database.check_foreign(folders)
        else:
            use = ClusterUse(folders)
        try:
            _run_manage(folders, "The tables could not be made.", "migrate", "--noinput")
            if demo_city:
                say("Loading the demo city (the first time takes a minute) ...")
                _run_manage(folders, "The demo city could not be loaded.", "load_demo")
        except BaseException:
            if use is not None:
                use.end(stop=use.is_ours)
            raise
        return use


def _run_manage(folders: Folders, failure: str, *words: str) -> None:
    run_step(manage(folders, *words), failure, cwd=folders.root, env=environment.without_foreign_packages())
