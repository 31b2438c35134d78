"""view_browser_test.py SOURCE BUILD CHROMEDRIVER CHROMIUM: the page of `serhost view` as its reader uses it.

It renders and sorts, one run and two side by side, plays a clip with its pictures, follows a run while it trains; no error stands in
the console, nothing is asked of another host, nothing in the folders changes, and who lacks the token or comes by another name is
turned away.
"""

import base64
import hashlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

SOURCE, BUILD, DRIVER, CHROMIUM = sys.argv[1:5]
PROGRAM = pathlib.Path(BUILD) / "bin/serhost"


class Browser:
    """One window, by WebDriver."""

    def __init__(self, profile: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = open(os.path.join(profile, "driver.log"), "w", encoding="utf-8")
        self.driver = subprocess.Popen([DRIVER, f"--port={self.port}"], stdout=self.log, stderr=self.log, env={**os.environ, "TMPDIR": "/tmp"})
        options = {"binary": CHROMIUM, "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1200,900",
                                                "--autoplay-policy=no-user-gesture-required", f"--user-data-dir={profile}/chromium"]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        for attempt in range(100):
            try:
                self.session = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
                return
            except (ConnectionError, http.client.HTTPException):
                if attempt == 99:
                    raise
                time.sleep(0.1)

    def ask(self, method: str, path: str, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        value = json.loads(answer.read())["value"]
        if answer.status != 200:
            raise RuntimeError(f"{path}: {value}")
        return value

    def open(self, url: str) -> None:
        self.ask("POST", f"/session/{self.session}/url", {"url": url})

    def run(self, script: str):
        """What `script`, a function's body, returns."""
        return self.ask("POST", f"/session/{self.session}/execute/sync", {"script": script, "args": []})

    def until(self, what: str, script: str, seconds: float = 60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.run(script)
            if value:
                return value
            time.sleep(0.1)
        raise AssertionError(f"{what}: not within {seconds} s; the page says: {self.run('return document.body.innerText')[:2000]}")

    def size(self, width: int, height: int) -> None:
        self.ask("POST", f"/session/{self.session}/window/rect", {"width": width, "height": height})

    def logged(self, kind: str) -> list:
        return self.ask("POST", f"/session/{self.session}/se/log", {"type": kind})

    def picture(self, file: str) -> None:
        pathlib.Path(file).write_bytes(base64.b64decode(self.ask("GET", f"/session/{self.session}/screenshot")))

    def close(self) -> None:
        try:
            self.ask("DELETE", f"/session/{self.session}")
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.log.close()


def serhost(*words: str) -> str:
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def state_of(folder: pathlib.Path) -> dict:
    return {str(file): (file.stat().st_mtime_ns, hashlib.sha256(file.read_bytes()).hexdigest()) for file in sorted(folder.rglob("*")) if file.is_file()}


def status(url: str, method: str = "GET", host=None) -> int:
    request = urllib.request.Request(url, method=method, headers={} if host is None else {"Host": host}, data=b"x" if method == "POST" else None)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def turned_away(url: str) -> None:
    parts = urllib.parse.urlsplit(url)
    base, token = f"http://{parts.netloc}", parts.path.strip("/")
    assert re.fullmatch("[0-9a-f]{32}", token), token
    assert parts.hostname == "127.0.0.1", url
    for path in ["/", "/api/list", "/" + "0" * 32 + "/", f"/{token[:-1]}/", f"/{token}0/api/list", f"/{token}"]:
        assert status(base + path) == 403, path
    for host in ["evil.example", f"evil.example:{parts.port}", "127.0.0.1", f"127.0.0.1.evil.example:{parts.port}", f"[::1]:{parts.port}"]:
        assert status(url, host=host) == 403, host
    for method in ["POST", "PUT", "DELETE", "OPTIONS"]:
        assert status(url, method) == 405, method
    assert status(url, host=f"localhost:{parts.port}") == 200
    for path in ["../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "audio?id=x&key=/etc/passwd", "api/run?id=../..", "nothing", "api/run"]:
        assert status(url + path) in (403, 404), path
    other = socket.socket()  # another address of this machine reaches nobody
    other.settimeout(2)
    addresses = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in addresses:
        try:
            other.connect((address, parts.port))
        except OSError:
            continue
        raise AssertionError(f"{address} is listened on")


def look(browser: Browser, url: str, work: pathlib.Path) -> None:
    browser.open(url)
    browser.until("three runs", "return document.querySelectorAll('#runs tbody tr').length === 3")
    text = browser.run("return document.body.innerText")
    for words in ["first", "second", "UA", "finished", "unreadable"]:
        assert words in text, text
    # The name is a stranger's: it stands there as text.
    assert browser.run("return document.querySelectorAll('#runs img').length") == 0
    assert "<img src=x onerror=alert(1)>" in text, text
    names = "return [...document.querySelectorAll('#runs tbody tr')].map(row => row.cells[0].textContent)"
    click = "document.querySelector('#runs thead button').click();"
    up = browser.run(click + names)
    assert browser.run(click + names) == up[::-1]

    row = "[...document.querySelectorAll('#runs tbody tr')].find(row => row.cells[0].textContent === '{}')"
    browser.run(f"{row.format('first')}.click()")
    browser.until("curves, confusion", "return document.querySelectorAll('#chosen svg').length >= 3 && !!document.querySelector('table.confusion')")
    shown = browser.run("return document.querySelector('#chosen').innerText")
    record = json.loads((work / "runs/first/run.json").read_text())
    assert f"{100 * record['summary']['ua']['pooled']:.2f}" in shown, shown
    for name in record["classes"]:
        assert name in shown
    # The surest mistake is heard and seen.
    browser.until("mistakes", "return !!document.querySelector('.clips button')")
    browser.run("document.querySelector('.clips button').click()")
    browser.until("audio and pictures", "return document.querySelectorAll('.clips canvas').length === 2 && !!document.querySelector('audio')")
    browser.run("document.querySelector('audio').play()")
    browser.until("sound", "const a = document.querySelector('audio'); return a.currentTime > 0.05 || a.ended")
    painted = "const c = [...document.querySelectorAll('.clips canvas')].map(c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data);"
    assert browser.run(painted + "return c.every(data => new Set(data).size > 8)"), "the pictures are empty"

    browser.run(f"{row.format('second')}.click()")
    browser.until("side by side", "return document.querySelectorAll('#chosen article').length === 2")
    browser.until("the comparison", "return /not comparable|difference|UA/.test(document.querySelector('#chosen pre')?.textContent ?? '')")

    browser.size(400, 800)
    # A window takes its size a moment after it was asked to.
    browser.until("as narrow as a phone", "return innerWidth <= 520")
    browser.until("nothing sticks out", "return document.documentElement.scrollWidth <= document.documentElement.clientWidth", 20)
    browser.size(1200, 900)


def follow(browser: Browser, work: pathlib.Path) -> None:
    """A run appears while it trains, moves, and is finished at the end."""
    child = subprocess.Popen([PROGRAM, "run", f"{SOURCE}/experiments/quickstart.toml", "--quiet", "-s", "name=live", "-s", "train.max_clips=96",
                              "-s", "train.epochs=12", "--out", str(work / "runs/live")], stdout=subprocess.DEVNULL)
    cell = "[...document.querySelectorAll('#runs tbody tr')].find(row => row.cells[0].textContent === 'live')?.cells"
    try:
        browser.until("the run appears", f"return {cell}?.[1].textContent === 'running'")
        browser.run(f"{cell}[0].parentElement.click()")
        browser.until("its curve", "return document.querySelectorAll('#chosen article svg').length >= 1")
        browser.until("it is finished", f"return {cell}?.[1].textContent === 'finished'", 180)
    finally:
        child.terminate()
        child.wait()


def main() -> None:
    work = pathlib.Path(tempfile.mkdtemp(prefix="view"))
    short = tempfile.mkdtemp(prefix="view", dir="/tmp")  # sockets of the browser need short names
    few = ["--quiet", "-s", "train.epochs=2", "-s", "train.max_clips=96"]
    for name in ["first", "second"]:
        serhost("run", f"{SOURCE}/experiments/quickstart.toml", *few, "-s", f"name={name}", *(["-s", "loss.plugin=focal"] if name == "second" else []),
                "--out", str(work / "runs" / name))
    broken = work / "runs" / "<img src=x onerror=alert(1)>"
    broken.mkdir()
    (broken / "run.json").write_text("{")
    before = state_of(work / "runs")
    view = subprocess.Popen([PROGRAM, "view", str(work / "runs")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    browser = None
    try:
        url = view.stdout.readline().removeprefix("view: ").strip()
        turned_away(url)
        browser = Browser(short)
        look(browser, url, work)
        if "SERHOST_VIEW_PICTURE" in os.environ:
            browser.picture(os.environ["SERHOST_VIEW_PICTURE"])
        assert state_of(work / "runs") == before, "view changed a folder"
        follow(browser, work)
        faults = [entry["message"] for entry in browser.logged("browser") if entry["level"] in ("SEVERE", "WARNING")]
        assert not faults, faults
        asked = [json.loads(entry["message"])["message"] for entry in browser.logged("performance")]
        urls = [urllib.parse.urlsplit(each["params"]["request"]["url"]) for each in asked if each["method"] == "Network.requestWillBeSent"]
        hosts = {each.netloc for each in urls if each.scheme not in ("chrome", "chrome-untrusted", "blob", "data")}  # the browser's own new tab
        assert hosts == {urllib.parse.urlsplit(url).netloc}, hosts
        view.send_signal(signal.SIGINT)
        assert view.wait(30) == 0, view.returncode
        print("ok")
    finally:
        if browser is not None:
            browser.close()
        if view.poll() is None:
            view.kill()
        shutil.rmtree(work)
        shutil.rmtree(short, ignore_errors=True)


main()
