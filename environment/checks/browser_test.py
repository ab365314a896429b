"""Runs the quick start as a reader does: in Jupyter, in Chromium, by the menu and the ■ button.

Usage: browser_test.py JUPYTER lab|notebook NOTEBOOK SCREENSHOT

`lab` is JupyterLab, `notebook` the page that Debian has, of version 6.
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


class Page:
    """A notebook in a browser, by what a reader sees of it."""

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
        self.click(self.menu_bar, name)
        self.click(self.menu_item, item)

    def stop(self):
        self.click(self.stop_button)

    def is_idle(self):
        return self.all(self.idle)

    def text_of_outputs(self):
        return "\n".join(output.text for output in self.all(self.outputs))

    def texts_of_errors(self):
        return [error.text for error in self.all(self.errors)]

    def check_no_error(self):
        errors = self.texts_of_errors()
        assert not errors, "the page shows errors:\n" + "\n".join(errors)


class Lab(Page):
    options = "--IdentityProvider.token={token}", "--ServerApp.root_dir={folder}"
    place = "lab/tree"
    menu_bar, menu_item = ".lm-MenuBar-item", ".lm-Menu-item"
    run_all = "Run", "Run All Cells"
    run_below = "Run", "Run Selected Cell and All Below"
    stop_button = '[data-command="notebook:interrupt-kernel"]'
    idle = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'
    code = ".jp-CodeCell .jp-InputArea-editor"
    outputs = ".jp-OutputArea-output"
    errors = '[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type*="error"]'


class Notebook(Page):
    options = "--NotebookApp.token={token}", "--NotebookApp.notebook_dir={folder}"
    place = "notebooks"
    menu_bar, menu_item = "#menubar .dropdown-toggle", "#menubar .dropdown-menu li"
    run_all = "Cell", "Run All"
    run_below = "Cell", "Run All Below"
    stop_button = '[data-jupyter-action="jupyter-notebook:interrupt-kernel"]'
    idle = "#kernel_indicator_icon.kernel_idle_icon"
    code = ".code_cell .input_area"
    outputs = ".output_area"
    errors = ".output_stderr, .output_error"


PAGES = {"lab": Lab, "notebook": Notebook}


def serve(jupyter, server, folder, token):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [jupyter, server, "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--allow-root"]
    command += [option.format(token=token, folder=folder) for option in PAGES[server].options]
    process = subprocess.Popen(
        command, stderr=subprocess.DEVNULL, env={**os.environ, "CELLWISE_STEPS": str(STEPS)}
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(PATIENCE):
        try:
            urllib.request.urlopen(address + "/api/status")
            return process, address
        except urllib.error.HTTPError:
            return process, address  # it wants the token
        except OSError:
            time.sleep(1)
    process.terminate()
    raise SystemExit("Jupyter did not answer")


def stop_the_training(page):
    page.wait("the kernel is not idle", page.is_idle)
    page.menu(*page.run_all)
    page.wait("no step is logged", lambda: "step 20, loss = " in page.text_of_outputs())
    page.check_no_error()
    page.stop()
    page.wait("■ did not end the cell", page.texts_of_errors)
    page.wait("the kernel is not idle", page.is_idle)
    errors = page.texts_of_errors()
    assert errors == ["Interrupted: the cell was interrupted"], errors


def go_on(page):
    next(cell for cell in page.all(page.code) if cell.text.strip() == "session.run(steps)").click()
    page.menu(*page.run_below)
    page.wait("it does not go on", lambda: f"{STEPS} steps from step " in page.text_of_outputs())
    page.wait("no chart of the losses", lambda: page.all('img[alt^="Loss on Shapes-10 train"]'))
    page.wait("no evaluation", lambda: "averaged: precision @ 1 = " in page.text_of_outputs())
    page.wait("no confusion matrix", lambda: page.all('img[alt^="Confusion on Shapes-10 test"]'))
    page.wait("the kernel is not idle", page.is_idle)
    page.check_no_error()


def main(jupyter, server, notebook, screenshot):
    # A copy, so that nothing is saved into ours.
    folder = Path(tempfile.mkdtemp())
    shutil.copy(notebook, folder)
    token = secrets.token_hex()
    process, address = serve(jupyter, server, folder, token)
    try:
        browser = open_browser()
        try:
            page = PAGES[server](browser)
            browser.get(f"{address}/{page.place}/{Path(notebook).name}?token={token}")
            stop_the_training(page)
            go_on(page)
            print("run by the menu, stopped by ■, gone on")
        finally:
            browser.save_screenshot(screenshot)
            browser.quit()
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
