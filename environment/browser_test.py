"""Runs the quick start as a reader does: in JupyterLab, in Chromium, by the menu and the ■ button.

Usage: browser_test.py JUPYTER NOTEBOOK SCREENSHOT
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from browser import open_browser
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 180
STEPS = 100
ERRORS = '[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type*="error"]'


def serve(jupyter, folder, token):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [jupyter, "lab", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--allow-root", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    server = subprocess.Popen(
        command, stderr=subprocess.DEVNULL, env={**os.environ, "CELLWISE_STEPS": str(STEPS)}
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(PATIENCE):
        try:
            urllib.request.urlopen(address + "/api/status")
            return server, address
        except urllib.error.HTTPError:
            return server, address  # it wants the token
        except OSError:
            time.sleep(1)
    server.terminate()
    raise SystemExit("Jupyter did not answer")


class Page:
    """JupyterLab with one notebook, by what a reader sees of it."""

    def __init__(self, browser):
        self.browser = browser

    def wait(self, what, condition):
        return WebDriverWait(self.browser, PATIENCE).until(lambda _: condition(), what)

    def all(self, css):
        return self.browser.find_elements(By.CSS_SELECTOR, css)

    def click(self, css, text=""):
        def found():
            return next((e for e in self.all(css) if text in e.text and e.is_displayed()), None)

        self.wait(f"{css} {text} is not there", found).click()

    def menu(self, name, item):
        self.click(".lm-MenuBar-item", name)
        self.click(".lm-Menu-item", item)

    def is_idle(self):
        return self.all('.jp-Notebook-ExecutionIndicator[data-status="idle"]')

    def text_of_outputs(self):
        return "\n".join(output.text for output in self.all(".jp-OutputArea-output"))

    def check_no_error(self):
        errors = [error.text for error in self.all(ERRORS)]
        assert not errors, "the page shows errors:\n" + "\n".join(errors)


def stop_the_training(page):
    page.wait("the kernel is not idle", page.is_idle)
    page.menu("Run", "Run All Cells")
    page.wait("no step is logged", lambda: "step 20, loss = " in page.text_of_outputs())
    page.check_no_error()
    page.click('[data-command="notebook:interrupt-kernel"]')
    page.wait("■ did not end the cell", lambda: page.all(ERRORS))
    page.wait("the kernel is not idle", page.is_idle)
    errors = [error.text for error in page.all(ERRORS)]
    assert errors == ["Interrupted: the cell was interrupted"], errors


def go_on(page):
    code = ".jp-CodeCell .jp-InputArea-editor"
    next(cell for cell in page.all(code) if cell.text.strip() == "session.run(steps)").click()
    page.menu("Run", "Run Selected Cell and All Below")
    page.wait("it does not go on", lambda: f"{STEPS} steps from step " in page.text_of_outputs())
    page.wait("no chart of the losses", lambda: page.all('img[alt^="Loss on Shapes-10 train"]'))
    page.wait("no evaluation", lambda: "averaged: precision @ 1 = " in page.text_of_outputs())
    page.wait("no confusion matrix", lambda: page.all('img[alt^="Confusion on Shapes-10 test"]'))
    page.wait("the kernel is not idle", page.is_idle)
    page.check_no_error()


def main(jupyter, notebook, screenshot):
    # A copy, so that nothing is saved into ours.
    folder = Path(tempfile.mkdtemp())
    shutil.copy(notebook, folder)
    token = secrets.token_hex()
    server, address = serve(jupyter, folder, token)
    try:
        browser = open_browser()
        try:
            browser.get(f"{address}/lab/tree/{Path(notebook).name}?token={token}")
            page = Page(browser)
            stop_the_training(page)
            go_on(page)
            print("run by the menu, stopped by ■, gone on")
        finally:
            browser.save_screenshot(screenshot)
            browser.quit()
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
