import Foundation
import Manifests
import Testing
import Trust

@Suite struct ModelStatementTests {
    private let files = [
        ("sub-c.bin", "3"), ("sub/b.bin", "2"), ("a.bin", "1"), ("empty", ""), ("sub/deep/z", "4"),
    ]

    private var resources: [ModelResource] {
        files.map { ModelResource(path: $0.0, digest: SHA256Digest(of: $0.1.utf8)) }
    }

    @Test func `paths are sorted by components, and the root is over the digests`() throws {
        let model = try ModelStatement(name: "m", resources: resources)
        #expect(model.resources.map(\.path) == ["a.bin", "empty", "sub/b.bin", "sub/deep/z", "sub-c.bin"])
        let digests = ["1", "", "2", "4", "3"].flatMap { SHA256Digest(of: $0.utf8).bytes }
        #expect(model.root == SHA256Digest(of: digests))
        #expect(try ModelStatement.read(model.statement, name: "m") == model)
    }

    // MARK: What model_signing accepts

    private func change(_ edit: (inout Object) -> Void) throws -> Statement {
        let statement = try ModelStatement(name: "m", resources: resources).statement
        var predicate = statement.predicate
        edit(&predicate)
        return Statement(
            subjects: statement.subjects, predicateType: statement.predicateType, predicate: predicate)
    }

    private static func serialization(_ field: String, _ value: Value) -> Value {
        var fields: Object = ["method": "files", "hash_type": "sha256", "allow_symlinks": false, "ignore_paths": []]
        fields[field] = value
        return .object(fields)
    }

    @Test(
        arguments: [
            ("method", "shards"), ("hash_type", "blake2b"), ("allow_symlinks", true), ("ignore_paths", ["."]),
            ("ignore_paths", [".git"]), ("shard_size", 1),
        ] as [(String, Value)])
    func `another way to list files is refused`(field: String, value: Value) throws {
        let statement = try change { $0["serialization"] = Self.serialization(field, value) }
        #expect(throws: TrustError.self) { try ModelStatement.read(statement, name: "m") }
    }

    @Test(arguments: [
        "../outside", "/etc/passwd", "a//b", "./a", "a/./b", "a/..", "", "a\\b", "a\u{0}b", "e\u{301}", "a\nb",
    ])
    func `a path that leads elsewhere, or reads as another, is refused`(path: String) {
        #expect(throws: TrustError.self) {
            try ModelStatement(name: "m", resources: [.init(path: path, digest: SHA256Digest(of: [1]))])
        }
    }

    @Test(arguments: [["a", "a"], ["A", "a"], ["dir/X", "DIR/x"]])
    func `two files of one name are refused`(paths: [String]) {
        #expect(throws: TrustError.self) {
            try ModelStatement(name: "m", resources: paths.map { .init(path: $0, digest: SHA256Digest(of: [1])) })
        }
    }

    @Test func `no files, another name, another order, another root are refused`() throws {
        #expect(throws: TrustError.self) { try ModelStatement(name: "m", resources: []) }
        let good = try ModelStatement(name: "m", resources: resources).statement
        #expect(throws: TrustError.self) { try ModelStatement.read(good, name: "other") }
        let emptied = try change { $0["resources"] = [] }
        #expect(throws: TrustError.self) { try ModelStatement.read(emptied, name: "m") }
        let reversed = try change { $0["resources"] = .array(($0["resources"]?.array ?? []).reversed()) }
        #expect(throws: TrustError.self) { try ModelStatement.read(reversed, name: "m") }
        let shortened = try change { $0["resources"] = .array(($0["resources"]?.array ?? []).dropLast()) }
        #expect(throws: TrustError.self) { try ModelStatement.read(shortened, name: "m") }
        let more = try change { $0["unknown"] = 1 }
        #expect(throws: TrustError.self) { try ModelStatement.read(more, name: "m") }
    }

    // MARK: Bundles

    @Test func `files that are missing, added, changed or mixed from two models are named`() throws {
        let key = try key("model")
        let model = try ModelStatement(name: "m", resources: resources)
        let bundle = try #require(try ModelSigner.sign(model, with: [.memory(.ed25519(key))]).first)
        let read = try SigstoreBundle.parse(bundle.bytes)
        let compare = { (found: [ModelResource]) in
            try ModelSigner.verify(read, by: .ed25519(key.publicKey), name: "m", found: found)
        }
        #expect(try compare(resources).isEqual)
        var mixed = resources.filter { $0.path != "empty" }
        mixed[0] = .init(path: "sub-c.bin", digest: SHA256Digest(of: "of another model".utf8))
        mixed.append(.init(path: "extra", digest: SHA256Digest(of: [])))
        #expect(try compare(mixed).lines == ["changed: sub-c.bin", "missing: empty", "not signed: extra"])
        #expect(throws: TrustError.self) { try compare(resources + [.init(path: "A.BIN", digest: model.root)]) }
        #expect(throws: TrustError.self) {
            try ModelSigner.verify(
                read, by: .ed25519(try Self.stranger()), name: "m", found: resources)
        }
    }

    private static func stranger() throws -> Ed25519PublicKey { try key("stranger").publicKey }

    @Test(arguments: [
        ("v0.3", "v0.2"), (#""hint""#, #""rawBytes""#), (#""tlogEntries":[]"#, #""tlogEntries":[],"tlogEntries":[]"#),
        (#""dsseEnvelope""#, #""messageSignature""#),
    ])
    func `a bundle of another make is refused`(from: String, to: String) throws {
        let model = try ModelStatement(name: "m", resources: resources)
        let bundle = try SigstoreBundle.sign(model.statement, with: try signer("a"))
        let text = String(decoding: bundle.bytes, as: UTF8.self)
        #expect(text.contains(from))
        #expect(throws: TrustError.self) { try SigstoreBundle.parse(Array(text.replacing(from, with: to).utf8)) }
    }

    private static let tool = Tool.inVenv("model_signing")

    @Test(.enabled(if: tool != nil, "needs .venv with model_signing and pyopenssl"))
    func `model_signing verifies our P-256 bundle, and we verify its`() throws {
        let tool = try #require(Self.tool)
        let scratch = try Scratch()
        for (path, content) in files { try scratch.write(content, "m/\(path)") }
        let key = PrivateKey.p256(try .generate())
        let binding = ReleaseBinding(
            artifact: "models/m", environment: "production", version: 1, issued: Timestamp(seconds: 0))
        let model = try ModelStatement(name: "m", resources: resources, binding: binding)
        let bundle = try #require(try ModelSigner.sign(model, with: [.memory(key)]).first)
        try scratch.write(bundle.bytes, "m.sig")
        try scratch.write(key.publicKey.spkiPEM, "p.pem")
        try scratch.write(try PrivateKeyFile.text(key, format: .pkcs8, passphrase: nil), "k.pem")
        let verify = ["verify", "key", "--public_key", "p.pem", "--signature", "m.sig", "m"]
        let accepted = try tool.run(verify, in: scratch.folder)
        #expect(accepted.status == 0, "\(accepted.text)")
        try scratch.write("changed", "m/a.bin")
        #expect(try tool.run(verify, in: scratch.folder).status != 0)
        try scratch.write("1", "m/a.bin")
        let signed = try tool.run(
            ["sign", "key", "--private_key", "k.pem", "--signature", "theirs.sig", "--no-ignore-git-paths", "m"],
            in: scratch.folder)
        #expect(signed.status == 0, "\(signed.text)")
        let theirs = try SigstoreBundle.parse(try scratch.bytes("theirs.sig"))
        #expect(theirs.keyHint == SigstoreBundle.hint(for: key.publicKey))
        #expect(theirs.envelope.isSigned(by: key.publicKey))
    }
}
