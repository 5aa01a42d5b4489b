import Foundation
import Testing

/// How keys come to sign: typed passphrases, descriptors, what lies in memory, and what logs and monitors call them.
@Suite struct KeyCommandTests {
    private static let example = Place.root.appendingPathComponent("keys-example").path
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// A shell line in which `$L` is the binary under test.
    @discardableResult
    private func sh(_ line: String, expecting status: Int32 = 0) async throws -> Finished {
        let finished = try await run(
            "/bin/bash", ["-c", line], in: scratch.path,
            environment: [
                "HOME": scratch.path, "XDG_DATA_HOME": "", "XDG_STATE_HOME": "", "LOCKSTEP_LOG": "",
                "L": Place.lockstep, "EXAMPLE": Self.example,
            ])
        #expect(finished.status == status, "\(line)\n\(finished.output)\(finished.errors)")
        return finished
    }

    private static let blob =
        "\"$L\" sign blob file --artifact a --environment staging --artifact-version 1 --allow-example-keys"

    /// Answers each question for a passphrase at a terminal with the next line.
    private static let terminal = """
        import os, pty, sys
        answers = sys.argv[1].split(",")
        child, terminal = pty.fork()
        if child == 0: os.execv(sys.argv[2], sys.argv[2:])
        text = b""
        while True:
            try: more = os.read(terminal, 1024)
            except OSError: break
            if not more: break
            text += more
            while answers and text.count(b"passphrase for") > 0:
                text = text.split(b"passphrase for", 1)[1]
                os.write(terminal, answers.pop(0).encode() + b"\\n")
        print(text.decode(), "unasked", len(answers))
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))

        """

    @Test func `a new passphrase is typed twice, and a slip of the finger makes no key`() async throws {
        try scratch.write("terminal.py", Self.terminal)
        for command in ["key new me", "secret new me.key", "log new example.com/log"] {
            let slip = try await sh("python3 terminal.py horse,house \"$L\" \(command)", expecting: 2)
            #expect(slip.output.contains("differ") && slip.output.contains("unasked 0"), "\(slip.output)")
            #expect(try await sh("python3 terminal.py horse,horse \"$L\" \(command)").output.contains("unasked 0"))
        }
        // What was typed twice is what opens it.
        try scratch.write("file", "text\n")
        let signed = try await sh("python3 terminal.py horse,horse,horse \(Self.blob) --key me")
        #expect(signed.output.contains("log entry"), "\(signed.output)")
    }

    @Test func `a key comes from a descriptor that the environment names, and nothing signs without one`() async throws
    {
        try scratch.write("file", "text\n")
        try await sh("LOCKSTEP_KEY_FD=5 \(Self.blob) 5< \"$EXAMPLE/keys/alice-release\"")
        try await sh("\(Self.blob) --key fd:5 5< \"$EXAMPLE/keys/alice-release\"")
        // What is named goes before it.
        try await sh("LOCKSTEP_KEY_FD=9 \(Self.blob) --key \"$EXAMPLE/keys/alice-release\"")
        let closed = try await sh("LOCKSTEP_KEY_FD=9 \(Self.blob)", expecting: 2)
        #expect(closed.errors.contains("file descriptor 9"), "\(closed.errors)")
        let none = try await sh(Self.blob, expecting: 2)
        #expect(none.errors.contains("expected a key to sign with") && none.errors.contains("LOCKSTEP_KEY_FD"))
        #expect(try await sh("\"$L\" sign blob --help").output.contains("fd:N"))
    }

    @Test func `a key for other verifiers has one name in the store, the log and a trust policy`() async throws {
        try scratch.write("pass", "correct horse\n")
        try scratch.write("model/weights", "weights\n")
        try await sh("\"$L\" log new example.com/log --no-passphrase")
        try await sh("\"$L\" key new p --algorithm p256 --passphrase-fd 3 3<pass && \"$L\" key export p > p.pub")
        let print = try #require(try await sh("ssh-keygen -l -f p.pub").output.split(separator: " ").dropFirst().first)
        #expect(try await sh("\"$L\" key list").output.contains(print))
        try await sh(
            "\"$L\" sign model model --artifact a --environment staging --artifact-version 1 --allow-example-keys "
                + "--key \"$EXAMPLE/keys/alice-release\" --compatibility-key p --passphrase-fd 3 3<pass")
        let alice =
            "SHA256:"
            + (try await sh("ssh-keygen -l -f \"$EXAMPLE/keys/alice-release\" | cut -d: -f2 | cut -d' ' -f1"))
            .output.trimmingCharacters(in: .newlines)
        try await sh("\"$L\" log monitor --expect \(print) --expect \(alice)")
        let stranger = try await sh("\"$L\" log monitor --state other --expect \(alice)", expecting: 1)
        #expect(stranger.errors.contains(print), "\(stranger.errors)")
    }

    @Test func `who signs into a log whose key is revoked is told`() async throws {
        try scratch.write("file", "text\n")
        let trust = "--trust trust/trust.yaml --allow-example-keys"
        try await sh("cp -r \"$EXAMPLE/trust\" . && chmod -R u+w trust")
        let anchor = "42377d37f2c9f66bbcb21b01065b7c2235c0b7cafb04b9c04cf3bc6de1ec9b3c"
        try await sh("\"$L\" trust update \(trust) --trust-anchor \(anchor)")
        let key = try await sh("\"$L\" log new example.com/own --no-passphrase").output
            .trimmingCharacters(in: .newlines)
        let good = try await sh("\(Self.blob) --key \"$EXAMPLE/keys/alice-release\"")
        #expect(good.errors.isEmpty, "\(good.errors)")
        var text = try scratch.read("trust/trust.yaml").replacing("version: 1\n", with: "version: 2\n")
        text.replace(
            "    - name: witness@example.com\n",
            with: """
                    - name: own@example.com
                      keys:
                        - { name: example.com/own, publicKey: "\(key)", revoked: { at: 2026-01-01T00:00:00Z, reason: lost } }
                    - name: witness@example.com

                """)
        text.replace(
            "keys: [example.com/lockstep-log] }", with: "keys: [example.com/lockstep-log, example.com/own] }")
        try scratch.write("trust/trust.yaml", text)
        for root in ["alice-root", "bob-root"] {
            try await sh("\"$L\" trust sign \(trust) --key \"$EXAMPLE/keys/\(root)\"")
        }
        try await sh("\"$L\" trust update \(trust)")
        let revoked = try await sh("\(Self.blob) --key \"$EXAMPLE/keys/alice-release\"")
        #expect(revoked.errors.contains("warning: the trust policy no longer believes the key 'example.com/own'"))
    }

    /// Waits until the program has opened its key and stands at the log's lock, then looks for parts of the key in all of
    /// its memory.
    private static let search = """
        import base64, fcntl, os, subprocess, sys, time
        program, keyfile = sys.argv[1], sys.argv[2]
        lines = [line.strip() for line in open(keyfile) if not line.startswith("-") and not line.startswith("untrusted")]
        text = "".join(lines)
        raw = base64.b64decode(text)
        at = int(sys.argv[3]) if len(sys.argv) > 3 else raw.index(b"\\0\\0\\0\\x40") + 4
        seed = raw[at:at + 32]
        first = (at + 2) // 3 * 4
        needles = {"seed": seed[4:20], "base64": text[first:first + 16].encode()}
        lock = open(".local/share/lockstep/log/.lock", "a")
        fcntl.flock(lock, fcntl.LOCK_EX)
        arguments = "sign blob file --artifact a --environment staging --artifact-version 1 --key".split()
        child = subprocess.Popen([program] + arguments + ["./" + keyfile])
        deadline = time.monotonic() + 60
        def staged():
            folder = f"/proc/{child.pid}/fd"
            targets = []
            for name in os.listdir(folder):
                try: targets.append(os.readlink(f"{folder}/{name}"))
                except OSError: continue  # closed meanwhile
            return any(t.startswith(os.getcwd()) and (t.endswith("(deleted)") or t.endswith(".new")) for t in targets)
        while not staged():
            assert time.monotonic() < deadline and child.poll() is None, "the program did not get to the log"
        os.kill(child.pid, 19)
        maps, found = [], []
        for line in open(f"/proc/{child.pid}/smaps"):
            parts = line.split()
            if "-" in parts[0] and len(parts) >= 5 and not parts[0].endswith(":"):
                begin, end = (int(part, 16) for part in parts[0].split("-"))
                maps.append([begin, end, parts[1], False])
            elif parts[0] == "VmFlags:": maps[-1][3] = "lo" in parts or "dd" in parts
        memory = open(f"/proc/{child.pid}/mem", "rb", 0)
        for begin, end, access, is_locked in maps:
            if "r" not in access: continue
            try:
                memory.seek(begin)
                content = memory.read(end - begin)
            except (OSError, ValueError, OverflowError): continue
            for name, needle in needles.items():
                if needle in content: found.append(name + (" locked" if is_locked else " in the heap"))
        child.kill()
        child.wait()
        print(sorted(set(found)))

        """

    @Test(arguments: ["openssh", "pkcs8", "minisign"])
    func `a key that lies in the clear on disk lies in locked memory only`(format: String) async throws {
        try scratch.write("file", "text\n")
        try scratch.write("search.py", Self.search)
        try await sh("\"$L\" log new example.com/log --no-passphrase")
        var place = ""
        switch format {
        case "openssh": try await sh("ssh-keygen -q -t ed25519 -N '' -f key")
        case "pkcs8":
            try await sh("openssl genpkey -algorithm ed25519 -out key")
            place = "16"
        default:
            guard FileManager.default.isExecutableFile(atPath: "/usr/bin/minisign") else { return }
            try await sh("minisign -G -W -p key.pub -s key")
            place = "62"
        }
        let found = try await sh("python3 search.py \"$L\" key \(place)")
        #expect(found.output == "['seed locked']\n", "\(found.output)\(found.errors)")
    }
}
