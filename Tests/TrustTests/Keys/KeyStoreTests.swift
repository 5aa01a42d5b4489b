import Foundation
import Testing
import Trust

@Suite struct KeyStoreTests {
    private let scratch: Scratch
    private let store: KeyStore
    private let noon = time("2026-03-01T12:00:00Z")

    init() throws {
        scratch = try Scratch()
        store = KeyStore(folder: scratch.path("keys"))
    }

    @Test func `a key lives through new, list, rotate, revoke and export`() async throws {
        let word = try secret("word")
        let made = try await store.create("alice", comment: "alice@example.com", passphrase: word, at: noon)
        let key = try store.signingKey(named: "alice", passphrase: .fixed(word))
        #expect(key.publicKey == made.publicKey)
        let (old, new) = try await store.rotate("alice", passphrase: word, at: noon)
        #expect(old.name == "alice@1")
        #expect(old.publicKey == made.publicKey)
        #expect(new.publicKey != made.publicKey)
        #expect(try store.list().map(\.name) == ["alice", "alice@1"])
        #expect(throws: TrustError.self) { try store.signingKey(named: "alice@1", passphrase: .fixed(word)) }
        _ = try await store.revoke("alice", reason: "lost", logSize: 7, at: noon)
        #expect(try store.record(named: "alice").state == .revoked(at: noon, reason: "lost", logSize: 7))
        #expect(throws: TrustError.self) { try store.signingKey(named: "alice", passphrase: .fixed(word)) }
        let text = try store.export("alice@1", format: .openssh, passphrase: .fixed(word), newPassphrase: nil)
        let exported = try PrivateKeyFile.parse(try secret(text), what: "k")
        #expect(exported.key.publicKey == made.publicKey)
    }

    @Test func `a revoked key stays revoked under another name and from another place`() async throws {
        let word = try secret("word")
        let lost = try key("lost")
        let other = try await store.add("second", key: .ed25519(lost), passphrase: word, at: noon)
        _ = try await store.add("first", key: .ed25519(lost), passphrase: word, at: noon)
        _ = try await store.revoke("first", reason: "stolen", logSize: nil, at: noon)
        func isRefused(_ work: () async throws -> Void) async -> Bool {
            do { try await work() } catch TrustError.weakKey(_, let reason) {
                return reason == "it is the key 'first', revoked 2026-03-01T12:00:00Z: stolen"
            } catch {}
            return false
        }
        #expect(await isRefused { _ = try store.signingKey(named: "second", passphrase: .fixed(word)) })
        #expect(
            await isRefused { _ = try await store.add("third", key: .ed25519(lost), passphrase: word, at: noon) })
        #expect(await isRefused { _ = try store.add("third", publicKey: other.publicKey, at: noon) })
        let file = try scratch.write(
            Array(try PrivateKeyFile.text(.ed25519(lost), format: .openssh, passphrase: nil).utf8), "id")
        #expect(
            await isRefused { _ = try SigningKeySource.file(path: file).open(store: store, passphrase: .none) })
        let free = KeyStore(folder: scratch.path("others"))
        _ = try SigningKeySource.file(path: file).open(store: free, passphrase: .none)
    }

    @Test func `files are for their owner alone and hold no secret in the clear`() async throws {
        let key = try key("stored")
        _ = try await store.add("k", key: .ed25519(key), passphrase: try secret("word"), at: noon)
        let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path("keys/k.json"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path("keys")) == ["k.json"])
        #expect(!(try scratch.read("keys/k.json")).contains(Base64.encode(SHA256Digest(of: "stored".utf8).bytes)))
    }

    @Test func `a name that is taken, missing or no name is told`() throws {
        _ = try store.add("alice", publicKey: .ed25519(try key("a").publicKey), at: noon)
        #expect(throws: TrustError.keyExists("alice", store: store.folder)) {
            try store.add("alice", publicKey: .ed25519(try key("b").publicKey), at: noon)
        }
        #expect(throws: TrustError.keyNotFound("alcie", store: store.folder, nearest: "alice")) {
            try store.record(named: "alcie")
        }
        for name in ["../x", "a/b", "", ".x", "A", "-x"] {
            #expect(throws: TrustError.self) { try store.record(named: name) }
        }
    }

    @Test func `a record whose public half was changed does not sign`() async throws {
        let word = try secret("word")
        _ = try await store.create("a", passphrase: word, at: noon)
        let mine = try store.record(named: "a").publicKey.spkiPEM
        let text = try scratch.read("keys/a.json")
        let escaped = { (pem: String) in pem.replacingOccurrences(of: "\n", with: "\\n") }
        let changed = text.replacingOccurrences(of: escaped(mine), with: escaped(try key("evil").publicKey.spkiPEM))
        #expect(changed != text)
        try scratch.write(changed, "keys/a.json")
        #expect(throws: TrustError.self) { try store.signingKey(named: "a", passphrase: .fixed(word)) }
    }

    @Test func `example keys are refused unless the demo says so`() async throws {
        let example = try ExampleTrust.key(named: "alice-release")
        let refusal = TrustError.exampleKey(example.publicKey.fingerprint)
        let word = try secret("w")
        await #expect(throws: refusal) { try await store.add("x", key: .ed25519(example), passphrase: word, at: noon) }
        #expect(throws: refusal) { try store.add("x", publicKey: .ed25519(example.publicKey), at: noon) }
        let demo = KeyStore(folder: store.folder, allowsExampleKeys: true)
        _ = try await demo.add("x", key: .ed25519(example), passphrase: word, at: noon)
        #expect(throws: refusal) { try store.signingKey(named: "x", passphrase: .fixed(word)) }
        _ = try demo.signingKey(named: "x", passphrase: .fixed(word))
    }
}
