import Foundation
import Testing
import Trust

@Suite struct SSHAgentTests {
    /// A real ssh-agent with one key, ended with the test.
    private final class RunningAgent {
        let scratch: Scratch
        private let process = Process()
        var socket: String { scratch.path("s") }

        init(key: String) throws {
            scratch = try Scratch()
            let agent = try #require(Tool.named("ssh-agent"))
            process.executableURL = URL(fileURLWithPath: agent.path)
            process.arguments = ["-D", "-a", socket]
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let add = try #require(Tool.named("ssh-add"))
            let path = try scratch.write(key, "id")
            var result: Tool.Result?
            // The agent answers as soon as its socket is there.
            for _ in 0..<200 where result?.status != 0 {
                result = try add.run(["-q", path], environment: ["SSH_AUTH_SOCK": socket])
            }
            #expect(result?.status == 0)
        }

        deinit {
            // A child inherits the signals that its thread blocks, SIGTERM among them.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    @Test(.enabled(if: Tool.named("ssh-agent") != nil, "needs ssh-agent"))
    func `an agent's key signs commits and envelopes`() throws {
        let key = try key("agent")
        let text = try PrivateKeyFile.text(.ed25519(key), format: .openssh, comment: "a", passphrase: nil)
        let running = try RunningAgent(key: text)
        let agent = try #require(SSHAgent.fromEnvironment(["SSH_AUTH_SOCK": running.socket]))
        let keys = try agent.keys()
        #expect(keys.map(\.key) == [key.publicKey])
        let signing = SigningKey.agent(agent, key.publicKey)
        let envelope = try Envelope.sign([1, 2], type: "t", with: [signing])
        #expect(envelope.isSigned(by: .ed25519(key.publicKey)))
        #expect(throws: TrustError.self) { try SigningKey.agent(agent, try Self.stranger()).sign([1]) }
    }

    @Test(.enabled(if: Tool.named("ssh-agent") != nil, "needs ssh-agent"))
    func `a key whose comment is in another encoding is a key, and no other one is lost for it`() throws {
        let scratch = try Scratch()
        let keygen = "ssh-keygen -q -t ed25519 -N '' -f id -C \"$(printf 'M\\374ller')\""
        try #require(try #require(Tool.named("bash")).run(["-c", keygen], in: scratch.folder).status == 0)
        let running = try RunningAgent(key: try scratch.read("id"))
        let line = String(decoding: try scratch.bytes("id.pub"), as: UTF8.self)
        let key = try #require(try PublicKeyFile.parse(line, what: "p").ed25519)
        let keys = try SSHAgent(socket: running.socket).keys()
        #expect(keys.map(\.key) == [key])
        #expect(keys.first?.comment == "M\u{FFFD}ller")
    }

    private static func stranger() throws -> Ed25519PublicKey { try key("stranger").publicKey }

    @Test func `no agent, no key`() {
        #expect(SSHAgent.fromEnvironment([:]) == nil)
        #expect(throws: TrustError.self) { try SSHAgent(socket: "/nowhere").keys() }
        #expect(throws: TrustError.self) { try SSHAgent(socket: String(repeating: "x", count: 300)).keys() }
    }
}
