"""A real Odoo server, with its workers and job runner, on a database of its own."""

import os
import signal
import subprocess
from pathlib import Path

import requests

from tests.live import odoo_log
from tests.live.conditions import wait_until
from tests.live.odoo_client import OdooClient
from tests.live.ports import free_ports

START_SECONDS = 120
STOP_SECONDS = 30


class OdooServer:
    """One Odoo server process group; a context manager.

    :param settings: the prepared environment (paths of Python, Odoo, PostgreSQL)
    :param database: name of an existing database with woo_connector installed
    :param directory: where configuration and log are written
    :param workers: HTTP worker processes; 0 is one process with threads
    :param channels: capacity of queue_job's channels
    :param extra_addons: further addon directories
    :param port: for its pages; 0 takes a free one
    """

    def __init__(
        self,
        settings: dict,
        database: str,
        directory: Path,
        workers: int = 2,
        channels: str = "root:2",
        cron_threads: int = 1,
        extra_addons: tuple[Path, ...] = (),
        port: int = 0,
    ):
        self._settings = settings
        self.database = database
        self.log_file = directory / "odoo.log"
        self._output_file = directory / "odoo-output.log"
        self._configuration_file = directory / "odoo.conf"
        self._workers = workers
        self._channels = channels
        self._cron_threads = cron_threads
        self._extra_addons = extra_addons
        free_port, self._gevent_port = free_ports(2)
        self.port = port or free_port
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen | None = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_details):
        self.stop()

    def install(self, addons: tuple[str, ...]) -> None:
        """Install further addons, before the start."""
        options = ["-i", ",".join(addons), "--stop-after-init", "--no-http"]
        options += ["--workers=0", "--logfile="]
        subprocess.run([*self._command(), *options], check=True, capture_output=True)

    def start(self) -> None:
        """Start the processes; return once they serve and run jobs."""
        with self._output_file.open("w") as output:
            self._process = subprocess.Popen(
                self._command(),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until(self._is_ready, START_SECONDS, self._last_lines, 0.2)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop all its processes; kill what does not leave by itself."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def restart(self, channels: str) -> None:
        """Start anew with another capacity for jobs."""
        self.stop()
        self._channels = channels
        self.start()

    def client(self, login: str = "admin", password: str = "admin") -> OdooClient:
        """Return a client that is logged in."""
        return OdooClient(self.address, self.database, login, password)

    def faults(self) -> list[odoo_log.LogRecord]:
        """Return what its log has of errors and tracebacks."""
        return odoo_log.faults(self.log_file)

    def concurrency_errors(self) -> list[odoo_log.LogRecord]:
        """Return what its log has of refused transactions."""
        return odoo_log.concurrency_errors(self.log_file)

    def _command(self) -> list[str]:
        self._configuration_file.write_text(self._configuration())
        program = [self._settings["python"], self._settings["odoo_bin"]]
        return [*program, "-c", str(self._configuration_file)]

    def _is_ready(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"Odoo stopped while starting:\n{self._last_lines()}")
        if not self._runs_jobs():
            return False
        try:
            answer = requests.get(f"{self.address}/web/login", timeout=60)
        except requests.ConnectionError:
            return False
        return answer.status_code == 200

    def _runs_jobs(self) -> bool:
        if not self.log_file.exists():
            return False
        return "queue job runner ready" in self.log_file.read_text(errors="replace")

    def _last_lines(self) -> str:
        files = [self._output_file, self.log_file]
        text = "".join(file.read_text() for file in files if file.exists())
        return "\n".join(text.splitlines()[-25:])

    def _configuration(self) -> str:
        addons = [self._settings["addons_path"], *map(str, self._extra_addons)]
        options = {
            "db_host": self._settings["pg_host"],
            "db_port": self._settings["pg_port"],
            "db_user": self._settings["pg_user"],
            "db_name": self.database,
            "list_db": False,
            "addons_path": ",".join(addons),
            "data_dir": self._settings["data_dir"],
            "http_interface": "127.0.0.1",
            "http_port": self.port,
            "gevent_port": self._gevent_port,
            "workers": self._workers,
            "max_cron_threads": self._cron_threads,
            "server_wide_modules": "base,rpc,web,queue_job",
            "logfile": self.log_file,
            "log_level": "info",
        }
        lines = [f"{name} = {value}" for name, value in options.items()]
        jobs = [
            f"channels = {self._channels}",
            "scheme = http",
            "host = 127.0.0.1",
            f"port = {self.port}",
        ]
        return "\n".join(["[options]", *lines, "", "[queue_job]", *jobs, ""])
