import Foundation
import Logging
import Manifests
import Testing

@testable import EmbeddedCluster

@Suite struct DatabaseTests {
    @Test(arguments: 1...8) func `a store opened again holds what was acknowledged, and no more`(seed: UInt64)
        async throws
    {
        try await withFolder { state in
            var random = Xorshift(state: seed)
            var expected: [ObjectKey: Value] = [:]
            var newest: UInt64 = 0
            for _ in 0..<4 {
                let store = try Self.store(state)
                let (found, version) = await (store.allObjects, store.version)
                #expect(
                    Dictionary(grouping: found, by: \.value.objectName).mapValues { $0.map(\.value) }
                        == Dictionary(grouping: expected.values, by: \.objectName))
                #expect(version >= newest)
                // Many at once, so that several of the same object share a batch.
                let names = (0..<60).map { _ in "c\(random.next() % 12)" }
                let kinds = names.map { _ in random.next() % 3 }
                await withTaskGroup(of: Void.self) { group in
                    for (name, kind) in zip(names, kinds) {
                        group.addTask { try? await Self.change(name, in: store, deletes: kind == 0) }
                    }
                }
                expected = await Dictionary(
                    uniqueKeysWithValues: store.allObjects.map { (Self.key($0.value.objectName), $0.value) })
                newest = await store.version
            }
        }
    }

    @Test func `a version that only a deletion had is not given out again`() async throws {
        try await withFolder { state in
            let object = StoredObject(["metadata": ["name": "a"]], version: 15)
            let database = try Database(folder: state)
            try await database.write([.init(key: Self.key("a"), object: object)], version: 15)
            try await database.write([.init(key: Self.key("a"), replaced: 15)], version: 20_000)
            let content = try database.load()
            #expect(content.objects.isEmpty)
            #expect(content.version > 20_000)
        }
    }

    @Test func `a file in the order of the names is taken over`() async throws {
        try await withFolder { state in
            try Self.execute(
                Self.tableByName + """
                    INSERT INTO object VALUES ('', 'configmaps', 'default', 'a', 7, CAST('{"metadata":{"resourceVersion":"7"}}' AS BLOB));
                    INSERT INTO counter VALUES ('version', 9);
                    """, in: state)
            for _ in 0..<2 {
                let content = try Database(folder: state).load()
                #expect(content.objects.map(\.0) == [Self.key("a")])
                #expect(content.objects.map(\.1.version) == [7])
                #expect(content.objects.map(\.1.value) == [["metadata": ["resourceVersion": "7"]]])
                #expect(content.version > 9)
            }
        }
    }

    /// As the versions of before begin with a file.
    private static let tableByName = """
        CREATE TABLE IF NOT EXISTS object (
            resource TEXT NOT NULL, plural TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
            version INTEGER NOT NULL, json BLOB NOT NULL,
            PRIMARY KEY (resource, plural, namespace, name)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
        """

    /// Executes statements on a store's file, as another program would.
    ///
    /// - Returns: what went wrong; empty where nothing did.
    @discardableResult
    private static func execute(_ statements: String, in state: String) throws -> String {
        let made = Process()
        made.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let script = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])"
        made.arguments = ["python3", "-c", script, state + "/cluster.sqlite", statements]
        let errors = Pipe()
        made.standardError = errors
        try made.run()
        let told = try errors.fileHandleForReading.readToEnd() ?? Data()
        made.waitUntilExit()
        return String(decoding: told, as: UTF8.self)
    }

    @Test func `a version of before finds nothing that it could go on with`() async throws {
        try await withFolder { state in
            _ = try Database(folder: state).load()
            let told = try Self.execute(
                Self.tableByName + "SELECT resource, plural, namespace, name, version, json FROM object;", in: state)
            #expect(told.contains("no such column: resource"))
        }
    }

    @Test func `what a version of before wrote meanwhile is the newest, and nothing is lost or comes back`()
        async throws
    {
        func text(_ name: String, _ version: Int, _ note: String) -> String {
            let object = #"{"metadata":{"name":"\#(name)","resourceVersion":"\#(version)"},"note":"\#(note)"}"#
            return "'', 'configmaps', 'default', '\(name)', CAST('\(object)' AS BLOB)"
        }
        try await withFolder { state in
            let columns = "resource, plural, namespace, name, json"
            let rows = [("a", 15, "old"), ("b", 16, "old"), ("twice", 7, "oldest"), ("twice", 17, "old")].map {
                "INSERT INTO revision (version, \(columns)) VALUES (\($1), \(text($0, $1, $2)));"
            }
            let meanwhile = [("a", 7, "new"), ("c", 16, "new")].map {
                "INSERT INTO object (version, \(columns)) VALUES (\($1), \(text($0, $1, $2)));"
            }
            try Self.execute(
                Self.tableByName + """
                    CREATE TABLE revision (
                        version INTEGER PRIMARY KEY, resource TEXT NOT NULL, plural TEXT NOT NULL,
                        namespace TEXT NOT NULL, name TEXT NOT NULL, json BLOB NOT NULL);
                    """ + (rows + meanwhile).joined(), in: state)
            do {
                let database = try Database(folder: state)
                let objects = try database.load().objects.map(\.1)
                #expect(objects.map(\.version) == [16, 17, 24, 33])
                #expect(objects.map(\.value.objectName) == ["b", "twice", "a", "c"])
                #expect(objects.map { $0.value["note"] } == ["old", "old", "new", "new"])
                #expect(objects.map { $0.value.metadata["resourceVersion"] } == ["16", "17", "24", "33"])
                let deletions = objects.dropFirst().map {
                    Database.Change(key: Self.key($0.value.objectName), replaced: $0.version)
                }
                try await database.write(deletions, version: 50_000)
            }
            #expect(try Database(folder: state).load().objects.map(\.1.value.objectName) == ["b"])
        }
    }

    private static func key(_ name: String) -> ObjectKey {
        ObjectKey(resource: GroupResource(group: "", plural: "configmaps"), namespace: "default", name: name)
    }

    private static func store(_ state: String) throws -> ObjectStore {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try ObjectStore(database: Database(folder: state), logger: logger)
    }

    private static func change(_ name: String, in store: ObjectStore, deletes: Bool) async throws {
        let object: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "default"],
        ]
        _ = try await store.change(key(name)) { before, _ in
            .init(object: object, decision: !deletes ? .put(object) : before == nil ? .keep : .delete)
        }
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "lockstep-state-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path)
    }
}

/// Marsaglia's xorshift64, which needs a state other than zero.
private struct Xorshift {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
