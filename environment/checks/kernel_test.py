"""The kernel behind a real Jupyter client: Jupyter's own checks, then what other kernels get wrong.

Needs jupyter_client and jupyter_kernel_test, and the kernel `java` where JUPYTER_PATH leads.
"""
import inspect
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import jupyter_kernel_test
import zmq
from jupyter_client import session as jupyter_session
from jupyter_client.connect import write_connection_file
from jupyter_client.manager import KernelManager

PATIENCE = 60


class JupytersOwnTests(jupyter_kernel_test.KernelTests):
    kernel_name = "java"
    language_name = "Java"
    file_extension = ".jshell"
    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("oops");'
    code_generate_error = 'throw new IllegalStateException("on purpose");'
    code_page_something = "Math.max?"
    code_inspect_sample = "Math.max"
    code_clear_output = "clearOutput(false);"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "List.of(1, 2)", "result": "[1, 2]"},
        {"code": '"é😀"', "result": "é😀"},
    ]
    code_display_data = [{"code": 'display("<b>b</b>", "text/html");', "mime": "text/html"}]
    completion_samples = [
        {"text": "new ArrayLis", "matches": ["ArrayList("]},
        {"text": "Math.ma", "matches": ["max("]},
    ]
    complete_code_samples = ["1 + 1", "int x = 1;", "for (;;) {}", "class A {}"]
    incomplete_code_samples = ["for (;;) {", "1 +", "int f(int a,"]
    invalid_code_samples = ["}", "int x = ;"]
    code_history_pattern = "6 ?*"
    supported_history_operations = ("tail", "range", "search")

    @classmethod
    def setUpClass(cls):
        """The library waits 0.1 s for each broadcast, too little on a busy machine."""
        super().setUpClass()
        get = cls.kc.iopub_channel.get_msg

        async def get_with_patience(timeout=None):
            message = get(timeout=PATIENCE)
            return await message if inspect.isawaitable(message) else message

        cls.kc.iopub_channel.get_msg = get_with_patience

    def flush_channels(self):
        """Takes what is under way, up to the answers to a request sent now."""
        request = self.kc.kernel_info()
        while self.kc.get_shell_msg(timeout=PATIENCE)["parent_header"]["msg_id"] != request:
            pass
        state = None
        while state != "idle":
            message = self.kc.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == request:
                state = message["content"]["execution_state"]


class Session:
    """A kernel and what came from it, sorted by the requests that it answers."""

    def __init__(self, is_awaited=True, variables=None, **options):
        self.manager = KernelManager(kernel_name="java", **options)
        self.manager.start_kernel(env={**os.environ, **(variables or {})})
        self.connect(is_awaited)

    def connect(self, is_awaited=True):
        self.published, self.replies = {}, {}
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        if is_awaited:
            self.client.wait_for_ready(timeout=PATIENCE)

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def execute(self, code, **options):
        return self.client.execute(code, allow_stdin=options.pop("allow_stdin", False), **options)

    def run(self, code, **options):
        return self.wait(self.execute(code, **options))

    def wait(self, request):
        """The content of the reply, once the request is answered and the kernel is idle again."""
        reply = self.reply(request)
        self.until(request, lambda kind, content: content.get("execution_state") == "idle")
        return reply

    def reply(self, request):
        while request not in self.replies:
            message = self.client.get_shell_msg(timeout=PATIENCE)
            self.replies[message["parent_header"]["msg_id"]] = message["content"]
        return self.replies[request]

    def until(self, request, wanted):
        """Waits for a broadcast about a request."""
        seen = 0
        while True:
            messages = self.published.setdefault(request, [])
            while seen < len(messages):
                if wanted(*messages[seen]):
                    return messages[seen][1]
                seen += 1
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            about = self.published.setdefault(message["parent_header"].get("msg_id"), [])
            about.append((message["msg_type"], message["content"]))

    def until_busy(self, request):
        self.until(request, lambda kind, content: content.get("execution_state") == "busy")

    def until_printed(self, request, text):
        self.until(request, lambda kind, content: text in self.printed(request))

    def kinds(self, request):
        return [kind for kind, _ in self.published.get(request, [])]

    def printed(self, request, stream="stdout"):
        messages = self.published.get(request, [])
        return "".join(c["text"] for k, c in messages if k == "stream" and c["name"] == stream)

    def result(self, code, mime="text/plain"):
        request = self.execute(code)
        reply = self.wait(request)
        for kind, content in self.published[request]:
            if kind == "execute_result":
                return content["data"][mime]
        raise AssertionError(f"{code} gave no result: {reply}")

    def on_control(self, kind, content=None):
        """Sends on the control channel and returns the content of the reply."""
        message = self.client.session.msg(kind, content or {})
        self.client.control_channel.send(message)
        while True:
            reply = self.client.get_control_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return reply["content"]

    def interrupt(self):
        self.on_control("interrupt_request")

    def answer(self, line):
        question = self.client.get_stdin_msg(timeout=PATIENCE)
        self.client.input(line)
        return question["content"]

    def end(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel()


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not os.path.isdir("/proc/self")


def wait_for_end(pid):
    """A process that is not our child can only be looked at."""
    end = time.monotonic() + PATIENCE
    while is_alive(pid):
        if time.monotonic() > end:
            raise AssertionError(f"process {pid} lives on")
        time.sleep(0.05)


def setUpModule():
    OneKernel.kernel = Session()


def tearDownModule():
    OneKernel.kernel.end()


class OneKernel(unittest.TestCase):
    """Tests that share a kernel; each leaves it able to run the next."""

    def check_alive(self):
        self.assertEqual(self.kernel.result("1 + 1"), "2")


class Output(OneKernel):
    def test_100000_lines_arrive_in_order_though_the_client_reads_late(self):
        begun = time.monotonic()
        request = self.kernel.execute("for (int i = 0; i < 100_000; i++) System.out.println(i);")
        self.kernel.reply(request)
        self.kernel.wait(request)
        self.assertEqual(self.kernel.printed(request).split(), [str(i) for i in range(100_000)])
        self.assertLess(time.monotonic() - begun, 15)

    def test_10_megabytes_of_result(self):
        self.assertEqual(len(self.kernel.result('"x".repeat(10_000_000)')), 10_000_000)

    def test_10_megabytes_printed_in_one_line(self):
        request = self.kernel.execute('System.out.println("x".repeat(10_000_000));')
        self.kernel.wait(request)
        self.assertEqual(len(self.kernel.printed(request).rstrip()), 10_000_000)

    def test_1000_updates_of_a_display_arrive(self):
        code = 'var id = display("-"); for (int i = 0; i < 1000; i++) updateDisplay(id, i);'
        request = self.kernel.execute(code)
        self.kernel.wait(request)
        updates = [c for k, c in self.kernel.published[request] if k == "update_display_data"]
        self.assertEqual([u["data"]["text/plain"] for u in updates], [str(i) for i in range(1000)])

    def test_a_thread_that_outlives_its_cell_prints_and_shows_below_it(self):
        first = self.kernel.execute(
            "var go = new CountDownLatch(1);\n"
            "new Thread(() -> { try { go.await(); } catch (InterruptedException e) { }\n"
            '  display("late too"); System.out.println("late"); }).start();'
        )
        self.kernel.wait(first)
        second = self.kernel.execute('System.out.println("mine"); go.countDown();')
        self.kernel.wait(second)
        self.kernel.until_printed(first, "late")
        self.assertIn("display_data", self.kernel.kinds(first))
        self.assertEqual(self.kernel.printed(second).strip(), "mine")

    def test_threads_of_the_common_pool_print_below_the_cell_that_runs(self):
        code = "java.util.stream.IntStream.range(0, 64).parallel().forEach(System.out::println);"
        for _ in range(2):
            request = self.kernel.execute(code)
            self.kernel.wait(request)
            lines = self.kernel.printed(request).split()
            self.assertEqual(sorted(map(int, lines)), list(range(64)))

    def test_clear_output_keeps_its_place(self):
        request = self.kernel.execute(
            'System.out.print("a"); clearOutput(true); System.out.print("b");'
        )
        self.kernel.wait(request)
        self.assertEqual(
            self.kernel.kinds(request),
            ["status", "execute_input", "stream", "clear_output", "stream", "status"],
        )
        self.assertEqual(self.kernel.published[request][3][1], {"wait": True})


class Requests(OneKernel):
    def test_a_silent_cell_runs_unseen_and_uncounted(self):
        before = self.kernel.run("1")["execution_count"]
        code = 'int seen = 3; System.out.print("x"); display(1); seen'
        request = self.kernel.execute(code, silent=True)
        self.assertEqual(self.kernel.wait(request)["status"], "ok")
        self.assertEqual(self.kernel.kinds(request), ["status", "status"])
        self.kernel.run("2", store_history=False)
        self.assertEqual(self.kernel.run("seen")["execution_count"], before + 1)

    def test_user_expressions_have_values_or_errors(self):
        reply = self.kernel.run(
            "int u = 20;", user_expressions={"good": "u + 1", "bad": "u +", "thrown": "u / 0"}
        )
        values = reply["user_expressions"]
        self.assertEqual(values["good"]["status"], "ok")
        self.assertEqual(values["good"]["data"]["text/plain"], "21")
        self.assertEqual(values["bad"]["ename"], "CompilationException")
        self.assertEqual(values["thrown"]["evalue"], "/ by zero")

    def test_queued_cells_are_aborted_after_an_error(self):
        first = self.kernel.execute('Thread.sleep(300); throw new Error("stop")')
        queued = [self.kernel.execute("int never = 1;") for _ in range(3)]
        self.assertEqual(self.kernel.wait(first)["status"], "error")
        self.assertEqual([self.kernel.wait(q)["status"] for q in queued], ["aborted"] * 3)
        self.assertEqual(self.kernel.run("never")["evalue"][:18], "cannot find symbol")

    def test_queued_cells_run_after_an_error_if_so_wished(self):
        self.kernel.execute('Thread.sleep(300); throw new Error("go on")', stop_on_error=False)
        self.assertEqual(self.kernel.run("4")["status"], "ok")

    def test_kernel_info_is_had_while_a_cell_runs(self):
        request = self.kernel.execute('{ System.out.print("begun"); Thread.sleep(100_000); }')
        self.kernel.until_printed(request, "begun")
        self.assertEqual(self.kernel.on_control("kernel_info_request")["status"], "ok")
        self.kernel.interrupt()
        self.kernel.wait(request)

    def test_unknown_messages_do_no_harm(self):
        client = self.kernel.client
        for kind in ("debug_request", "nobody_knows_request"):
            client.shell_channel.send(client.session.msg(kind, {}))
            client.control_channel.send(client.session.msg(kind, {}))
        self.check_alive()
        self.assertEqual(self.kernel.on_control("kernel_info_request")["status"], "ok")

    def test_forged_and_malformed_messages_do_no_harm(self):
        client = self.kernel.client
        session, channels = client.session, (client.shell_channel, client.control_channel)
        self.kernel.run("int forged = 0;")
        for channel in channels:
            key, session.key = session.key, b"another"
            forged = [session.msg("execute_request", {"code": "forged++;"}),
                      session.msg("shutdown_request", {"restart": False})]
            for message in forged:
                channel.send(message)
            session.key = key
            channel.socket.send_multipart([b"no delimiter"])
            channel.socket.send_multipart([b"<IDS|MSG>", b"", b"{", b"{}", b"{}", b"{}"])
            channel.send(session.msg("complete_request", {"code": []}))
        self.assertEqual(self.kernel.result("forged"), "0")
        self.assertEqual(self.kernel.on_control("kernel_info_request")["status"], "ok")
        self.check_alive()

    def test_comms_are_listed_and_unknown_ones_closed(self):
        client = self.kernel.client
        request = client.comm_info()
        self.assertEqual(self.kernel.reply(request)["comms"], {})
        content = {"comm_id": "c", "target_name": "none", "data": {}}
        message = client.session.msg("comm_open", content)
        client.shell_channel.send(message)
        self.kernel.until(message["header"]["msg_id"], lambda kind, _: kind == "comm_close")

    def test_positions_are_code_points(self):
        code = '"😀😀".le'
        reply = self.kernel.reply(self.kernel.client.complete(code))
        self.assertEqual(reply["matches"], ["length()"])
        self.assertEqual((reply["cursor_start"], reply["cursor_end"]), (len(code) - 2, len(code)))

    def test_the_heartbeat_is_echoed_within_100_ms(self):
        socket = zmq.Context.instance().socket(zmq.REQ)
        socket.connect(self.kernel.client._make_url("hb"))
        times = []
        for _ in range(9):
            begun = time.monotonic()
            socket.send(b"beat")
            self.assertTrue(socket.poll(PATIENCE * 1000))
            self.assertEqual(socket.recv(), b"beat")
            times.append(time.monotonic() - begun)
        socket.close()
        self.assertLess(sorted(times)[4], 0.1)


class Input(OneKernel):
    def ask(self, code, *lines):
        request = self.kernel.execute(code, allow_stdin=True)
        for line in lines:
            self.kernel.answer(line)
        reply = self.kernel.wait(request)
        self.assertEqual(reply["status"], "ok", reply)
        messages = self.kernel.published[request]
        return next(c["data"]["text/plain"] for k, c in messages if k == "execute_result")

    def test_lines_are_utf_8(self):
        code = "new Scanner(System.in).nextLine()"
        self.assertEqual(self.ask(code, "é∑😀"), "é∑😀")
        code = "new BufferedReader(new InputStreamReader(System.in)).readLine()"
        self.assertEqual(self.ask(code, "ü"), "ü")

    def test_bytes_are_not_negative_and_the_rest_is_not_the_next_cells(self):
        self.assertEqual(self.ask("System.in.read()", "é and more"), "195")
        self.assertEqual(self.ask("System.in.read()", "x"), "120")

    def test_there_is_no_input_where_it_is_not_allowed(self):
        self.assertEqual(self.kernel.result("System.in.read()"), "-1")

    def test_a_cell_that_waits_for_input_can_be_interrupted(self):
        request = self.kernel.execute("new Scanner(System.in).nextLine()", allow_stdin=True)
        self.kernel.client.get_stdin_msg(timeout=PATIENCE)
        self.kernel.interrupt()
        self.assertEqual(self.kernel.wait(request)["ename"], "Interrupted")
        self.kernel.client.input("too late")
        self.assertEqual(self.ask("System.in.read()", "y"), "121")


class Interrupts(OneKernel):
    def check(self, code, ename):
        request = self.kernel.execute(code)
        self.kernel.until_printed(request, "begun")
        self.kernel.interrupt()
        reply = self.kernel.wait(request)
        self.assertEqual(reply["ename"], ename, reply)
        self.check_alive()
        return reply

    def test_a_sleeping_cell_ends(self):
        code = '{ System.out.print("begun"); Thread.sleep(100_000); }'
        self.check(code, "java.lang.InterruptedException")

    def test_a_cell_that_swallows_interrupts_ends(self):
        loop = "while (true) { try { Thread.sleep(10); } catch (InterruptedException e) { } }"
        self.check('{ System.out.print("begun"); ' + loop + " }", "Interrupted")

    def test_a_busy_cell_ends_and_its_thread_with_it(self):
        self.kernel.run("long turns = 0;")
        self.check('{ System.out.print("begun"); while (true) { turns++; } }', "Interrupted")
        self.assertEqual(self.kernel.result("var t = turns; Thread.sleep(50); turns - t"), "0")

    def test_a_printing_cell_ends(self):
        self.check('while (true) { System.out.println("begun"); }', "Interrupted")

    def test_a_loop_after_eval_ends(self):
        self.check('{ eval("1 + 1"); System.out.print("begun"); while (true) { } }', "Interrupted")

    def test_a_loop_inside_eval_ends(self):
        code = 'eval("{ System.out.print(\\"begun\\"); while (true) { } }")'
        self.check(code, "Interrupted")

    def test_a_result_that_is_shown_for_ever_ends(self):
        body = '{ System.out.print("begun"); while (true) { } }'
        self.check(f"new Object() {{ public String toString() {body} }}", "Interrupted")
        self.check(f"new Object() {{ public String html() {body} }}", "Interrupted")

    def test_what_cannot_be_stopped_is_left_and_named(self):
        """A thread that waits for a monitor: on no version of Java can it be stopped."""
        self.kernel.run("var monitor = new Object(); var held = new Semaphore(0);")
        self.kernel.run("var gate = new Semaphore(0);")
        holder = "synchronized (monitor) { held.release(); gate.acquireUninterruptibly(); }"
        self.kernel.run(f"new Thread(() -> {{ {holder} }}).start(); held.acquire();")
        code = '{ System.out.print("begun"); synchronized (monitor) { } }'
        reply = self.check(code, "Interrupted")
        self.assertIn("it still runs", reply["evalue"])
        self.kernel.run("gate.release();")

    def test_what_a_stopped_cell_was_printing_is_not_the_next_cells(self):
        """Up to Java 19 the thread is stopped inside of a library; later it stays there."""
        loop = "Stream.iterate(1, Math::abs).forEach(System.out::println);"
        if int(self.kernel.result("Runtime.version().feature()")) >= 20:
            loop = 'for (int i = 0; ; i++) System.out.print("a longer line, number " + i + "\\n");'
        self.kernel.run("import java.util.stream.*;")
        for _ in range(3):
            self.check(f'System.out.println("begun"); {loop}', "Interrupted")
            request = self.kernel.execute('System.out.print("clean");')
            self.kernel.wait(request)
            self.assertEqual(self.kernel.printed(request), "clean")

    def test_sigint_interrupts_too(self):
        request = self.kernel.execute('{ System.out.print("begun"); while (true) { } }')
        self.kernel.until_printed(request, "begun")
        os.kill(self.kernel.pid, signal.SIGINT)
        self.assertEqual(self.kernel.wait(request)["ename"], "Interrupted")
        self.check_alive()

    def test_a_cell_that_waits_for_jshell_can_be_interrupted(self):
        kernel = Session()
        try:
            request = kernel.execute("while (true) {}")
            kernel.until_busy(request)
            kernel.interrupt()
            self.assertEqual(kernel.wait(request)["ename"], "Interrupted")
            self.assertEqual(kernel.result("1 + 1"), "2")
        finally:
            kernel.end()

    def test_an_interrupt_between_cells_does_no_harm(self):
        self.kernel.interrupt()
        self.check_alive()


class Errors(OneKernel):
    def test_system_exit_ends_the_cell(self):
        reply = self.kernel.run("System.exit(3);")
        self.assertEqual(reply["ename"], "SystemExit")
        self.assertEqual(reply["evalue"], "status 3: the cell ended, the kernel did not")
        self.kernel.run("java.util.function.IntConsumer exit = System::exit;")
        self.assertEqual(self.kernel.run("exit.accept(0)")["ename"], "SystemExit")
        self.check_alive()

    def test_an_exception_of_a_thread_that_a_cell_starts_is_printed(self):
        throwing = 'new Thread(() -> { throw new IllegalStateException("lost"); }, "mine")'
        request = self.kernel.execute(f"{{ var t = {throwing}; t.start(); t.join(); }}")
        self.kernel.wait(request)
        printed = self.kernel.printed(request, "stderr")
        self.assertIn('Exception in thread "mine" java.lang.IllegalStateException: lost', printed)

    def test_a_handler_of_a_cell_is_called_once(self):
        set_handler = "Thread.setDefaultUncaughtExceptionHandler"
        self.kernel.run(f'{set_handler}((t, e) -> System.out.print("mine "));')
        for _ in range(3):
            self.kernel.run("1")
        request = self.kernel.execute(
            "{ var t = new Thread(() -> { throw new Error(); }); t.start(); t.join(); }"
        )
        self.kernel.wait(request)
        self.assertEqual(self.kernel.printed(request), "mine ")
        self.assertEqual(self.kernel.printed(request, "stderr"), "")
        self.kernel.run(f"{set_handler}(null);")

    def test_errors_of_the_jvm_leave_it_alive(self):
        self.kernel.run("int deeper(int n) { return deeper(n + 1); }")
        self.assertEqual(self.kernel.run("deeper(0)")["ename"], "java.lang.StackOverflowError")
        reply = self.kernel.run("new long[Integer.MAX_VALUE]")
        self.assertEqual(reply["ename"], "java.lang.OutOfMemoryError")
        self.kernel.run("class Bad { static int n = 1 / 0; }")
        self.assertEqual(self.kernel.run("Bad.n")["ename"], "java.lang.ExceptionInInitializerError")
        self.check_alive()

    def test_statements_before_an_error_have_run(self):
        reply = self.kernel.run("int kept = 5;\nkept = kept / 0;")
        self.assertEqual(reply["ename"], "java.lang.ArithmeticException")
        self.assertEqual(reply["evalue"], "/ by zero")
        self.assertEqual(self.kernel.result("kept"), "5")

    def test_values_that_renderers_spoil_are_shown(self):
        link = self.kernel.result('new URL("https://a.b/c?d")', "text/html")
        self.assertIn('href="https://a.b/c?d"', link)
        stream = "new ByteArrayInputStream(new byte[3])"
        self.assertIn("ByteArrayInputStream", self.kernel.result(stream))
        self.assertEqual(self.kernel.run("display(null)")["status"], "ok")
        made = 'var d = new io.github.spencerpark.jupyter.kernel.display.DisplayData("t");'
        self.kernel.run(made + ' d.putJSON("{\\"a\\": 1}");')
        self.assertEqual(self.kernel.result("d", "application/json"), {"a": 1})


class Variables(OneKernel):
    def test_they_keep_their_values_when_a_method_is_declared_anew(self):
        self.kernel.run("int f() { return 1; }")
        self.kernel.run("var v = f();")
        self.kernel.run("int f() { return 2; }")
        self.assertEqual(self.kernel.result("v + 10 * f()"), "21")

    def test_classes_that_need_each_other_stand_in_one_cell(self):
        self.kernel.run("sealed interface S permits A, B {}\nrecord A(B b) implements S {}\n"
                        "record B(int n) implements S {}")
        self.assertEqual(self.kernel.result("new A(new B(3))"), "A[b=B[n=3]]")

    def test_a_class_declared_again_has_its_new_static_values(self):
        cells = ["class Conf {{ static int n = {}; }}\nConf.n",
                 "class Conf {{ static final int N = {}; }}\nConf.N",
                 "class Conf {{ static int n = n(); static int n() {{ return {}; }} }}\nConf.n",
                 "class Conf {{ static class In {{ static int n = {}; }} }}\nConf.In.n",
                 "enum Planet {{ EARTH({}); int n; Planet(int n) {{ this.n = n; }} }}\n"
                 "Planet.EARTH.n",
                 "enum Planet {{ EARTH(2); int n; Planet(int n) {{ this.n = n * {} / 2; }} }}\n"
                 "Planet.EARTH.n",
                 "interface I {{ List<Integer> L = List.of({}); }}\nI.L.get(0)",
                 "record R(int n) {{ static R r = new R({}); }}\nR.r.n()"]
        for cell in cells:
            for n in "123":
                self.assertEqual(self.kernel.result(cell.format(n)), n, cell)
        self.kernel.run("class K { static final int N = 1; } int k() { return K.N; }")
        self.kernel.run("class K { static final int N = 2; }")
        self.assertEqual(self.kernel.result("k()"), "2")

    def test_a_class_declared_again_keeps_its_static_values_if_only_its_methods_changed(self):
        self.kernel.run("class Count { static int n; int next() { return n += 1; } }")
        self.kernel.run("Count count = new Count(); count.next();")
        self.kernel.run("class Count { static int n; int next() { return n += 10; } }")
        self.assertEqual(self.kernel.result("count.next()"), "11")

    def test_load_finds_notebooks_and_sources_without_their_extension(self):
        with tempfile.TemporaryDirectory() as folder:
            cells = [{"cell_type": "markdown", "source": "not Java"},
                     {"cell_type": "code", "source": ["int fromList = 1;\n", "int two = 2;"]},
                     {"cell_type": "code", "source": "int fromText = fromList + two;"}]
            with open(os.path.join(folder, "helper.ipynb"), "w") as notebook:
                json.dump({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells},
                          notebook)
            with open(os.path.join(folder, "Greeter.java"), "w") as source:
                source.write('class Greeter { String greet() { return "hello"; } }')
            for name in ("helper", "Greeter"):
                self.assertEqual(self.kernel.run(f"%load {folder}/{name}")["status"], "ok")
            self.assertEqual(self.kernel.result("fromText"), "3")
            self.assertEqual(self.kernel.result("new Greeter().greet()"), "hello")

    def test_threads_of_the_common_pool_find_what_a_cell_has_added(self):
        with tempfile.TemporaryDirectory() as folder:
            os.makedirs(os.path.join(folder, "added"))
            with open(os.path.join(folder, "added", "text"), "w") as resource:
                resource.write("found")
            self.kernel.run(f"%classpath {folder}")
            code = "Thread.currentThread().getContextClassLoader().getResource(\"added/text\")"
            result = self.kernel.result(f"CompletableFuture.supplyAsync(() -> {code}).get()")
            self.assertTrue(result.endswith("added/text"), result)
            code = "java.util.stream.IntStream.range(0, 64).parallel()" \
                   f".filter(i -> {code} == null).count()"
            self.assertEqual(self.kernel.result(code), "0")

    def test_loggers_of_cells_log_and_the_librarys_only_errors(self):
        request = self.kernel.execute(
            'for (String name : List.of("mine", "ai.djl.engine.Engine")) {\n'
            "  var log = org.slf4j.LoggerFactory.getLogger(name);\n"
            '  log.info("info of " + name);\n'
            '  log.error("error of " + name);\n'
            "}"
        )
        self.kernel.wait(request)
        printed = self.kernel.printed(request, "stderr")
        for text in ("info of mine", "error of mine", "error of ai.djl"):
            self.assertIn(text, printed)
        self.assertNotIn("info of ai.djl", printed)

    def test_magics_work_whatever_is_imported(self):
        self.kernel.run("import java.awt.*;")
        self.assertEqual(self.kernel.result("%jars no/such/*.jar"), "[]")


    def test_a_thousand_redefinitions_leave_nothing_in_memory(self):
        kernel = Session(variables={"JAVA_TOOL_OPTIONS": "-Xmx256m"})
        try:
            held = "var memory = Runtime.getRuntime();\nSystem.gc();\n" \
                   "memory.totalMemory() - memory.freeMemory()"
            kernel.run("byte[] kept = new byte[8 << 20];")
            before = int(kernel.result(held))
            for _ in range(10):
                cells = ["byte[] kept = new byte[8 << 20];", "int length() { return kept.length; }"]
                for request in [kernel.execute(cells[i % 2]) for i in range(100)]:
                    self.assertEqual(kernel.wait(request)["status"], "ok")
            self.assertEqual(kernel.result("length() >> 20"), "8")
            self.assertLess(int(kernel.result(held)) - before, 32 << 20)
        finally:
            kernel.end()


class Encryption(unittest.TestCase):
    """By CurveZMQ, offered as in Jupyter's enhancement proposal 145, to a client of libzmq."""

    def setUp(self):
        public, secret = zmq.curve_keypair()
        self.keys = {"curve_publickey": public, "curve_secretkey": secret}
        self.session = jupyter_session.Session(key=b"key of the signatures")
        self.context = zmq.Context()
        self.addCleanup(self.context.term)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "connection.json")
        _, self.info = write_connection_file(path, key=self.session.key)
        with open(path, "w") as file:
            json.dump({**self.info, **{name: key.decode() for name, key in self.keys.items()}}, file)
        spec = KernelManager(kernel_name="java").kernel_spec
        self.kernel = subprocess.Popen([a.replace("{connection_file}", path) for a in spec.argv])

    def tearDown(self):
        self.kernel.kill()
        self.kernel.wait()

    def connect(self, kind, channel, has_keys=True):
        socket = self.context.socket(kind)
        self.addCleanup(socket.close, linger=0)
        if has_keys:
            for name, key in self.keys.items():
                setattr(socket, name, key)
            socket.curve_serverkey = self.keys["curve_publickey"]
        if kind == zmq.SUB:
            socket.subscribe(b"")
        else:
            socket.identity = b"friend" if has_keys else b"stranger"
        socket.connect(f"tcp://127.0.0.1:{self.info[channel + '_port']}")
        return socket

    def receive(self, socket):
        self.assertTrue(socket.poll(PATIENCE * 1000))
        return self.session.recv(socket)[1]

    def execute(self, shell, code):
        self.session.send(shell, "execute_request", {"code": code, "allow_stdin": True})

    def test_who_has_the_keys_is_served_and_nobody_else_hears_or_is_heard(self):
        strangers = [self.connect(zmq.SUB, "iopub", False), self.connect(zmq.DEALER, "shell", False)]
        self.execute(strangers[1], "int ofAStranger = 1;")
        published, stdin = self.connect(zmq.SUB, "iopub"), self.connect(zmq.DEALER, "stdin")
        self.assertEqual(self.receive(published)["msg_type"], "iopub_welcome")
        shell = self.connect(zmq.DEALER, "shell")
        self.execute(shell, 'System.out.print("x".repeat(1_000_000)); System.in.read()')
        self.receive(stdin)
        self.session.send(stdin, "input_reply", {"value": "a"})
        self.assertEqual(self.receive(shell)["content"]["status"], "ok")
        text = ""
        while len(text) < 1_000_000:
            text += self.receive(published)["content"].get("text", "")
        self.execute(shell, "ofAStranger")
        self.assertIn("cannot find symbol", self.receive(shell)["content"]["evalue"])
        self.assertEqual([stranger.poll(500) for stranger in strangers], [0, 0])
        control = self.connect(zmq.DEALER, "control")
        self.session.send(control, "shutdown_request", {"restart": False})
        self.assertEqual(self.receive(control)["content"], {"status": "ok", "restart": False})
        self.assertEqual(self.kernel.wait(PATIENCE), 0)


class Lives(OneKernel):
    """Kernels that are started, restarted, ended and killed."""

    def test_startup_scripts_run_once_before_the_first_cell(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, source in (("1.jsh", "int first = 1;"), ("2.jsh", "int second = first + 1;")):
                with open(os.path.join(folder, name), "w") as script:
                    script.write(source)
            kernel = Session(variables={"IJAVA_STARTUP_SCRIPTS_PATH": os.path.join(folder, "*.jsh"),
                                        "IJAVA_STARTUP_SCRIPT": "int third = second + 1;"})
            try:
                self.assertEqual(kernel.result("third++"), "3")
                self.assertEqual(kernel.result("third"), "4")
            finally:
                kernel.end()

    def test_a_bad_startup_script_is_told_in_the_first_cell_and_the_kernel_lives(self):
        kernel = Session(variables={"IJAVA_STARTUP_SCRIPT": "int x = ;"})
        try:
            request = kernel.execute("6 * 7")
            self.assertEqual(kernel.wait(request)["status"], "ok")
            self.assertIn("int x = ;", kernel.printed(request, "stderr"))
            self.assertEqual(kernel.result("6 * 7"), "42")
        finally:
            kernel.end()

    def test_names_of_files_are_utf8_and_settings_the_users_own_in_any_shell(self):
        for locale in [{"LC_ALL": "C"}, {"LC_ALL": "", "LANG": "", "LC_CTYPE": ""}]:
            with tempfile.TemporaryDirectory(suffix=" größer") as folder:
                os.mkdir(os.path.join(folder, "ü"))
                kernel = Session(variables={**locale, "OMP_NUM_THREADS": "3"})
                try:
                    path = json.dumps(os.path.join(folder, "ü", "漢"), ensure_ascii=False)
                    kernel.run(f"java.nio.file.Files.createFile(java.nio.file.Path.of({path}));")
                    self.assertEqual(os.listdir(os.path.join(folder, "ü")), ["漢"])
                    self.assertEqual(kernel.result('System.getenv("OMP_NUM_THREADS")'), "3")
                finally:
                    kernel.end()

    def test_two_kernels_do_not_meet(self):
        first, second = self.kernel, Session()
        try:
            first.run("int a = 1;")
            second.run("int a = 2;")
            self.assertEqual((first.result("a"), second.result("a")), ("1", "2"))
        finally:
            second.end()

    def test_variables_keep_their_values_over_imports(self):
        kernel = Session()
        try:
            kernel.run("var li = new ArrayList<>(List.of(1));")
            kernel.run("List<Integer> typed = new ArrayList<>(List.of(2));")
            kernel.run("import java.nio.file.*;\nimport java.awt.*;")
            self.assertEqual(kernel.result("li"), "[1]")
            self.assertEqual(kernel.result("typed"), "[2]")
            kernel.run("import java.awt.List;")
            self.assertEqual(kernel.result("List.class.getName()"), "java.awt.List")
        finally:
            kernel.end()

    def test_a_restart_forgets_all(self):
        self.kernel.run("int forgotten = 1;")
        before = self.kernel.pid
        self.kernel.client.stop_channels()
        self.kernel.manager.restart_kernel()
        self.kernel.connect()
        wait_for_end(before)
        self.assertEqual(self.kernel.run("forgotten")["ename"], "CompilationException")

    def test_the_transport_ipc_works(self):
        with tempfile.TemporaryDirectory() as folder:
            kernel = Session(transport="ipc", ip=os.path.join(folder, "k"))
            try:
                self.assertEqual(kernel.result('"x".repeat(1_000_000)'), "x" * 1_000_000)
                request = kernel.execute('{ System.out.print("begun"); while (true) { } }')
                kernel.until_printed(request, "begun")
                kernel.interrupt()
                self.assertEqual(kernel.wait(request)["ename"], "Interrupted")
                request = kernel.execute("System.in.read()", allow_stdin=True)
                kernel.answer("a")
                self.assertEqual(kernel.wait(request)["status"], "ok")
            finally:
                kernel.end()
            self.assertEqual(os.listdir(folder), [])

    def test_the_first_request_can_be_a_completion_and_the_last_a_shutdown_of_a_busy_kernel(self):
        kernel = Session(is_awaited=False)
        reply = kernel.reply(kernel.client.complete("new ArrayLis"))
        self.assertEqual(reply["matches"], ["ArrayList("])
        kernel.run("new Thread(() -> { while (true) { } }).start();")
        request = kernel.execute('{ System.out.print("begun"); while (true) { } }')
        kernel.until_printed(request, "begun")
        pid = kernel.pid
        kernel.on_control("shutdown_request", {"restart": False})
        wait_for_end(pid)
        kernel.end()

    def test_no_process_is_left_when_the_client_is_killed(self):
        code = (
            "from jupyter_client.manager import start_new_kernel\n"
            "manager, client = start_new_kernel(kernel_name='java')\n"
            "print(manager.provisioner.pid, flush=True)\n"
            "input()\n"
        )
        command = [sys.executable, "-c", code]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as client:
            pid = int(client.stdout.readline())
            self.assertTrue(is_alive(pid))
            client.kill()
        wait_for_end(pid)


if __name__ == "__main__":
    # What a script runs in the background ignores it, and so would the kernels.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    unittest.main()
