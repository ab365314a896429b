"""Calls the scripts as a cron job, a container, another user or another system would.

Usage: scripts_test.py, in a project whose jar is built or not: none of these needs it.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
# What the scripts use of a system, without a JDK, Maven or Jupyter.
TOOLS = "bash basename cat cmp cp cut dirname env find grep id locale mkdir mktemp mv nproc readlink rm sed sort tail touch uname wc"


class ScriptsTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="cellwise"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.tools = self.folder / "bin"
        self.tools.mkdir()
        for tool in TOOLS.split():
            self.tools.joinpath(tool).symlink_to(shutil.which(tool))

    def clone(self, name):
        """A clone without a build, in which a script may do harm."""
        clone = self.folder / name
        clone.mkdir()
        for part in ["environment", "binder", "notebooks", "pom.xml"]:
            source = PROJECT / part
            if source.is_dir():
                ignored = shutil.ignore_patterns("runs", "__pycache__", ".ipynb_checkpoints")
                shutil.copytree(source, clone / part, ignore=ignored)
            else:
                shutil.copy(source, clone)
        return clone

    def fake(self, name, code):
        program = self.tools / name
        program.unlink(missing_ok=True)
        program.write_text("#!/bin/bash\n" + code, encoding="utf-8")
        program.chmod(0o755)

    def run_in(self, clone, *command, **variables):
        """What a command exits with and prints, in an environment of these variables alone."""
        variables = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **variables}
        done = subprocess.run(
            command,
            cwd=clone,
            env={name: value for name, value in variables.items() if value is not None},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.returncode, done.stdout.decode("utf-8")

    def source(self, code, clone=PROJECT, **variables):
        """Runs a line after what all scripts begin with."""
        script = f"set -euo pipefail\n. {shlex.quote(str(clone))}/environment/setup.sh\n{code}"
        return self.run_in(clone, "bash", "-c", script, **variables)

    def start(self, clone, *notebooks):
        """Runs notebooks without looking for what they need."""
        path = clone / "environment" / "start"
        script = path.read_text(encoding="utf-8")
        path.write_text(script.replace('main "$@"', 'prepare() { :; }\nmain "$@"'), encoding="utf-8")
        path_of_tools = f"{self.tools}:{os.environ['PATH']}"
        return self.run_in(clone, "environment/start", "--run", *notebooks, PATH=path_of_tools)

    def test_text_is_utf8_whatever_the_locale(self):
        for locale in [{}, {"LANG": "C"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX", "LC_TIME": "C"}]:
            with self.subTest(locale):
                self.assertEqual(self.source("locale charmap", **locale), (0, "UTF-8\n"))

    def test_a_locale_that_is_utf8_stays(self):
        said = self.source('echo "$LC_ALL ${LC_CTYPE:-none}"', LC_ALL="C.UTF-8")
        self.assertEqual(said, (0, "C.UTF-8 none\n"))

    def test_the_language_stays(self):
        said = self.source('echo "$LANG ${LC_ALL:-none}"', LC_ALL="C", LANG="C.UTF-8")
        self.assertEqual(said, (0, "C none\n"))

    def test_home_is_found(self):
        home = os.path.expanduser(f"~{self.run_in('/', 'id', '-un')[1].strip()}")
        for none in [None, ""]:
            self.assertEqual(self.source('echo "$HOME"', HOME=none), (0, home + "\n"))

    def test_java_knows_the_home_of_a_user_without_a_name(self):
        self.fake("id", "exit 1")
        said = self.source('echo "$JAVA_TOOL_OPTIONS"', PATH=str(self.tools), JAVA_TOOL_OPTIONS="-Da=b")
        self.assertEqual(said, (0, f"-Da=b -Duser.home='{self.folder}'\n"))

    def test_the_first_of_several_numbers_of_threads_counts(self):
        for told, taken in [("4,1", 4), (" 2 ", 2), ("03", 3), ("1,all", 1)]:
            said = self.source('echo "$OMP_NUM_THREADS"', OMP_NUM_THREADS=told)
            self.assertEqual(said, (0, f"{taken}\n"))

    def test_other_numbers_of_threads_are_refused(self):
        for told in ["all", "1.0", "0", "-1", "4 1", ",1", "99999999999"]:
            rule = f"OMP_NUM_THREADS is {told}, must be a number from 1 to 9999"
            code, said = self.source(":", OMP_NUM_THREADS=told)
            self.assertEqual((code, said.split(": ")[1]), (2, rule))

    def test_names_that_java_takes_apart_are_refused(self):
        for name in ["a!", "a:b", "a😀"]:
            code, said = self.run_in(self.clone(name), "environment/cellwise", "--version")
            self.assertEqual((code, said.count("\n")), (2, 1), said)
            self.assertRegex(said, "this folder has .*: rename .*" + name)
        self.assertEqual(self.source(":", self.clone("a b ü漢'\"$(x)\\")), (0, ""))

    def test_settings_are_absolute(self):
        said = self.source('cd /; echo "$CELLWISE_CIFAR10"', CELLWISE_CIFAR10="a b")
        self.assertEqual(said, (0, f"{PROJECT}/a b\n"))

    def test_only_start_and_test_install(self):
        clone = self.clone("clone")
        self.fake("apt-get", 'echo "$@" >>"${0%/*}/installed"')
        self.fake("apt-cache", "exit 1")
        lacking = {"PATH": str(self.tools)}
        measurements = [f"measurements/{name}" for name in ["bench", "recipe", "soak", "journal_bench"]]
        for script in ["cellwise", *measurements, "checks/survival", "checks/faults"]:
            with self.subTest(script):
                # No Maven, at least; a JDK may be in /usr/lib/jvm.
                code, said = self.run_in(clone, f"environment/{script}", **lacking)
                self.assertEqual(code, 1, said)
                self.assertRegex(said, r"missing here: .*maven.*apt-get install .*maven")
                self.assertFalse((self.tools / "installed").exists())
        self.assertFalse((clone / "target").exists())

    def on(self, system, processor):
        """Variables with which the scripts take this machine for another."""
        self.fake("uname", f'if [[ $1 == -m ]]; then echo {processor}; else echo {system}; fi')
        return {"PATH": f"{self.tools}:{os.environ['PATH']}"}

    def jdk(self, version, architecture):
        jdk = self.folder / f"jdk-{version}-{architecture}"
        (jdk / "bin").mkdir(parents=True)
        for program in ["java", "javac"]:
            shutil.copy("/bin/true", jdk / "bin" / program)
        modules = "java.base jdk.compiler jdk.jshell"
        about = f'JAVA_VERSION="{version}"\nOS_ARCH="{architecture}"\nMODULES="{modules}"\n'
        (jdk / "release").write_text(about, encoding="utf-8")
        return str(jdk)

    def test_a_jdk_is_new_enough(self):
        for version, suits in [("17.0.15", True), ("25", True), ("11.0.2", False), ("1.8.0_392", False)]:
            home = self.jdk(version, "amd64")
            code, said = self.source("use_jdk", JAVA_HOME=home, **self.on("Linux", "x86_64"))
            self.assertEqual((code, said == ""), (0, True) if suits else (1, False), said)
            self.assertEqual("JDK 17 or newer for x86_64" in said, not suits)

    def test_a_jdk_is_for_a_processor_that_the_engine_was_built_for(self):
        homes = {name: self.jdk("17.0.15", name) for name in ["x86_64", "aarch64"]}
        for system, processor, engine, suiting in [
            ("Linux", "x86_64", None, ["x86_64"]),
            ("Linux", "x86_64", "PyTorch", ["x86_64"]),
            ("Linux", "aarch64", None, ["aarch64"]),
            ("Linux", "aarch64", "PyTorch", ["aarch64"]),
            ("Darwin", "arm64", None, ["x86_64", "aarch64"]),
            ("Darwin", "arm64", "MXNet", ["x86_64"]),
            ("Darwin", "arm64", "PyTorch", ["aarch64"]),
        ]:
            variables = self.on(system, processor)
            for name, home in homes.items():
                with self.subTest(f"{engine} on {system}, {processor}, with a JDK for {name}"):
                    code, said = self.source("use_jdk", JAVA_HOME=home, CELLWISE_ENGINE=engine, **variables)
                    self.assertEqual(code, 0 if name in suiting else 1, said)
                    self.assertEqual(f"newer for {' or '.join(suiting)} with" in said, name not in suiting)

    def test_an_engine_is_named_in_any_case(self):
        for told, taken in [("pytorch", "PyTorch"), ("MXNET", "MXNet"), (None, "none"), ("", "none")]:
            said = self.source('echo "${CELLWISE_ENGINE:-none}"', CELLWISE_ENGINE=told)
            self.assertEqual(said, (0, taken + "\n"))

    def test_another_engine_is_refused(self):
        for arguments, told, name in [
            ([], "Torch", "CELLWISE_ENGINE"),
            (["train", "--engine", "Torch"], None, "--engine"),
            (["train", "--engine=Torch"], "PyTorch", "--engine"),
        ]:
            said = self.run_in(PROJECT, "environment/cellwise", *arguments, CELLWISE_ENGINE=told)
            self.assertEqual(said, (2, f"cellwise: {name} is Torch, must be MXNet or PyTorch\n"))

    def test_the_option_goes_before_the_variable(self):
        for option in ["--engine pytorch", "--engine=pytorch"]:
            code = f'choose_engine train {option} --steps 1; echo "$CELLWISE_ENGINE"'
            self.assertEqual(self.source(code, CELLWISE_ENGINE="MXNet"), (0, "PyTorch\n"))
        code = 'choose_engine predict -- --engine=cat.jpg; echo "$CELLWISE_ENGINE"'
        self.assertEqual(self.source(code, CELLWISE_ENGINE="MXNet"), (0, "MXNet\n"))

    def test_an_engine_without_a_build_is_refused(self):
        for system, processor, engine, why in [
            ("Linux", "aarch64", "MXNet", "MXNet was never built for aarch64: take PyTorch"),
            ("Linux", "riscv64", None, "neither MXNet nor PyTorch was built for Linux on riscv64"),
        ]:
            code, said = self.source(":", CELLWISE_ENGINE=engine, **self.on(system, processor))
            self.assertEqual((code, said.startswith("cellwise: " + why)), (2, True), said)

    def test_the_build_for_gpus_is_taken_where_the_driver_is(self):
        clone = self.clone("clone")
        (clone / "target" / "cuda").mkdir(parents=True)
        library = clone / "target" / "cuda" / "libmxnet.so"
        code = 'echo "${MXNET_LIBRARY_PATH:-none}" "${LD_LIBRARY_PATH:-none}"'
        variables = self.on("Linux", "x86_64")
        for driver, is_there, engine, is_taken in [
            ("libcuda.so.1", True, None, True),
            ("libcuda.so.1", True, "MXNet", True),
            ("libcuda.so.1", True, "PyTorch", False),
            ("libcuda.so.1", False, None, False),
            ("libcudart.so.11.0", True, None, False),
        ]:
            self.fake("ldconfig", f"echo '\t{driver} (libc6,x86-64) => /lib/{driver}'")
            library.unlink(missing_ok=True)
            if is_there:
                library.touch()
            with self.subTest(f"{driver}, {is_there}, {engine}"):
                said = self.source(code, clone, CELLWISE_ENGINE=engine, **variables)
                folder = clone.resolve() / "target" / "cuda"
                self.assertEqual(said, (0, f"{folder} {folder}\n" if is_taken else "none none\n"))
        library.touch()
        self.fake("ldconfig", "echo '\tlibcuda.so.1 (libc6,x86-64) => /lib/libcuda.so.1'")
        told = self.source(code, clone, MXNET_LIBRARY_PATH="/mine", **variables)
        self.assertEqual(told, (0, "/mine none\n"))

    def test_the_build_for_gpus_is_refused_where_there_is_none(self):
        clone = self.clone("clone")
        code, said = self.run_in(clone, "environment/cuda", **self.on("Linux", "aarch64"))
        self.assertEqual((code, said), (2, "cellwise: MXNet's build for GPUs is for Linux on x86_64, this is Linux on aarch64\n"))

    def built(self):
        """A clone whose jars are there, and its folder of libraries."""
        clone = self.clone("clone")
        (clone / "src" / "main").mkdir(parents=True)
        library = clone / "target" / "lib"
        library.mkdir(parents=True)
        for name in ["cellwise.jar", "cellwise-app.jar", "built"]:
            (clone / "target" / name).touch()
        return clone, library

    def build(self, clone, engine):
        return self.source("build_jar", clone, CELLWISE_ENGINE=engine, PATH=str(self.tools))

    def test_pytorch_is_fetched_once_and_only_when_asked_for(self):
        clone, library = self.built()
        jars = ["pytorch-engine-1.jar", "pytorch-jni-1.jar", "pytorch-native-cpu-1-linux-x86_64.jar"]
        self.fake(
            "mvn",
            'echo "$@" >>"${0%/*}/asked"\nfor a in "$@"; do\n  [[ $a != -DoutputDirectory=* ]] || place=${a#*=}\n'
            f'done\nmkdir -p "$place"; cd "$place"; touch {" ".join(jars)}',
        )
        for none in [None, "MXNet"]:
            self.assertEqual(self.build(clone, none), (0, ""))
        self.assertEqual(list(library.iterdir()), [])
        code, said = self.build(clone, "PyTorch")
        self.assertEqual((code, "fetching PyTorch" in said), (0, True), said)
        self.assertEqual(sorted(jar.name for jar in library.iterdir()), jars)
        self.assertEqual(self.build(clone, "PyTorch"), (0, ""))
        asked = (self.tools / "asked").read_text(encoding="utf-8").splitlines()
        self.assertEqual(len(asked), 1, asked)

    def test_half_of_pytorch_is_none(self):
        clone, library = self.built()
        self.fake(
            "mvn",
            'for a in "$@"; do\n  [[ $a != -DoutputDirectory=* ]] || place=${a#*=}\ndone\n'
            'mkdir -p "$place"; cd "$place"; touch pytorch-engine-1.jar; echo "no network"; exit 1',
        )
        for _ in range(2):
            code, said = self.build(clone, "PyTorch")
            self.assertEqual(code, 1)
            self.assertEqual(said.splitlines()[-2:], ["no network", "cellwise: PyTorch could not be fetched"])
            self.assertEqual(list(library.iterdir()), [])

    @unittest.skipIf(os.geteuid() == 0 and not shutil.which("setpriv"), "root may write everywhere")
    def test_a_folder_of_anothers_will_do_if_the_engine_is_unpacked_there(self):
        cache = self.folder / "djl"
        (cache / "mxnet" / "1").mkdir(parents=True)
        (cache / "mxnet" / "1" / "libmxnet.so").touch()
        cache.chmod(0o555)
        self.addCleanup(cache.chmod, 0o755)
        self.folder.chmod(0o755)
        clone = self.clone("clone")
        other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        for engine, code in [(None, 0), ("PyTorch", 2)]:
            found, said = self.run_in(
                clone, *other, "bash", "-c", ". environment/setup.sh", DJL_CACHE_DIR=str(cache), CELLWISE_ENGINE=engine
            )
            self.assertEqual((found, "may not write in" in said), (code, code == 2), said)

    def test_nothing_that_a_mac_lacks_is_blamed_on_the_index(self):
        clone = self.clone("clone")
        bin = clone / ".venv-cellwise" / "bin"
        bin.mkdir(parents=True)
        (bin / "python").symlink_to(sys.executable)
        # An index that answers: pip itself is not asked.
        pip = self.folder / "pip"
        pip.mkdir()
        (pip / "__init__.py").touch()
        (pip / "__main__.py").touch()
        self.tools.joinpath("python3").symlink_to(sys.executable)
        variables = {"PATH": str(self.tools), "PYTHONPATH": str(self.folder)}
        self.assertEqual(self.source(". environment/jupyter.sh; ask_index", clone, **variables), (0, ""))

    def test_an_environment_of_the_users_stays(self):
        clone = self.clone("clone")
        theirs = clone / ".venv" / "theirs"
        theirs.parent.mkdir()
        theirs.write_text("work", encoding="utf-8")
        for none in ["python3", "apt-get", "apt-cache"]:
            self.fake(none, "exit 1")
        self.source(". environment/jupyter.sh; prepare_jupyter", clone, PATH=str(self.tools))
        self.assertEqual(theirs.read_text(encoding="utf-8"), "work")

    def test_a_build_that_fails_leaves_the_libraries(self):
        clone = self.clone("clone")
        library = clone / "target" / "lib" / "a.jar"
        library.parent.mkdir(parents=True)
        library.touch()
        code, _ = self.source("mark_built false", clone)
        self.assertEqual((code, library.exists()), (1, True))
        code, _ = self.source("mark_built true", clone)
        self.assertEqual((code, library.exists()), (0, False))

    def test_each_notebook_has_a_page_of_its_own(self):
        clone = self.clone("clone")
        others = [self.folder / name / "00-quickstart.ipynb" for name in ["x", "y [1]"]]
        for other in others:
            other.parent.mkdir()
            shutil.copy(clone / "notebooks" / "00-quickstart.ipynb", other)
        # Instead of nbconvert, a page that names its notebook.
        self.fake("jupyter", 'while [[ $1 != --output-dir ]]; do shift; done; echo "${@: -1}" >"$2/page.html"')
        names = ["00-quickstart", "zh/00-quickstart", *map(str, others), "00-quickstart.ipynb"]
        code, said = self.start(clone, *names)
        self.assertEqual(code, 0, said)
        pages = [line for line in said.splitlines() if line.endswith(".html")]
        self.assertEqual(len(pages), 5, said)
        self.assertEqual(len({Path(page).read_text(encoding="utf-8") for page in pages}), 5)
        index = Path(pages.pop()).read_text(encoding="utf-8")
        for page in ["00-quickstart.html", "zh/00-quickstart.html", "y%20%5B1%5D/00-quickstart.html"]:
            self.assertIn(page + '"', index)

    def test_a_notebook_that_fails_leaves_an_earlier_page(self):
        clone = self.clone("clone")
        page = clone / "target" / "notebooks" / "00-quickstart.html"
        page.parent.mkdir(parents=True)
        page.write_text("earlier", encoding="utf-8")
        self.fake("jupyter", "echo no; exit 1")
        code, _ = self.start(clone, "00-quickstart")
        self.assertEqual((code, page.read_text(encoding="utf-8")), (1, "earlier"))

    def test_a_check_fails_with_any_of_its_commands(self):
        script = (PROJECT / "environment" / "test").read_text(encoding="utf-8")
        functions = script[script.index("passed=0") : script.index("# Follows the scripts")]
        code = functions + 'broken() { cp /none/none /none; echo "went on"; }; check it broken; echo "$failed $passed"'
        status, said = self.source(code)
        self.assertEqual((status, said.splitlines()[-1]), (0, "1 0"), said)
        self.assertNotIn("went on", said)

    def test_the_gallery_takes_a_notebook_without_prose(self):
        notebook = self.folder / "bare.ipynb"
        notebook.write_text(json.dumps({"cells": []}), encoding="utf-8")
        gallery = [sys.executable, str(PROJECT / "environment" / "gallery.py"), str(self.folder), str(notebook), ""]
        self.assertEqual(self.run_in(self.folder, *gallery), (0, ""))
        self.assertIn("<h2>bare</h2>", (self.folder / "index.html").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
