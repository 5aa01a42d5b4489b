import Foundation
import GRDB
import Manifests

/// The objects on disk: one SQLite file, written in batches.
///
/// Write-ahead log with `synchronous = NORMAL`: a killed process loses nothing that was acknowledged; a power failure
/// may lose the last moments, never consistency (sqlite.org/wal.html).
///
/// The folder is this process's own until the file is closed, which may take a while: the log is written back then.
final class Database: Sendable {
    struct Change: Sendable {
        var key: ObjectKey
        /// Nil deletes.
        var object: StoredObject?
    }

    struct Content: Sendable {
        var version: UInt64
        var objects: [(ObjectKey, StoredObject)]
    }

    private let queue: DatabaseQueue
    private let lock: StateLock
    private let folder: String

    /// Opens or makes the file `cluster.sqlite` in a folder, which is made where it is missing.
    ///
    /// - Throws: ``ClusterServer/Failure`` where the folder is in use.
    init(folder: String) throws {
        self.folder = folder
        lock = try StateLock(folder: folder)
        queue = try Self.telling(of: folder) { try Self.open(folder + "/cluster.sqlite") }
    }

    deinit {
        // INVARIANT: the lock is let go of only after this.
        try? queue.close()
    }

    /// Whoever has the file without the lock has the folder: another version, or another program.
    private static func telling<Result>(of folder: String, _ access: () throws -> Result) throws -> Result {
        do {
            return try access()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            throw ClusterServer.Failure.inUse(state: folder)
        }
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "embedded-cluster"
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            // Of a new file: several objects to a page, so that each is written in one piece.
            try database.execute(sql: "PRAGMA page_size = 16384")
            // One process has the file, so there is nothing to agree on with others before each transaction.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            // Writing the log back makes every writer wait for the disk: after 32 MiB instead of 4.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 2000")
            try database.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS object (
                        resource TEXT NOT NULL, plural TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
                        version INTEGER NOT NULL, json BLOB NOT NULL,
                        PRIMARY KEY (resource, plural, namespace, name)) WITHOUT ROWID;
                    CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
                    """)
        }
        return queue
    }

    /// Versions that are left out at each start: a client may have seen some whose writes were lost with the process, and
    /// must not meet them again with another content.
    private static let gap: Int64 = 10_000

    /// - Throws: also for an object that is no JSON: a damaged store is not opened as a smaller one.
    func load() throws -> Content {
        try Self.telling(of: folder) { try queue.write(Self.content) }
    }

    private static func content(_ database: GRDB.Database) throws -> Content {
        var version = try Int64.fetchOne(database, sql: "SELECT value FROM counter WHERE name = 'version'") ?? 0
        if version > 0 {
            version = (version / Self.gap + 1) * Self.gap
            try database.execute(sql: "UPDATE counter SET value = ? WHERE name = 'version'", arguments: [version])
        }
        let rows = try Row.fetchAll(
            database, sql: "SELECT resource, plural, namespace, name, version, json FROM object")
        let objects = try rows.map { row -> (ObjectKey, StoredObject) in
            let key = ObjectKey(
                resource: GroupResource(group: row["resource"], plural: row["plural"]), namespace: row["namespace"],
                name: row["name"])
            let data: Data = row["json"]
            let stored: Int64 = row["version"]
            let json = [UInt8](data)
            return (key, StoredObject(try JSON.parse(json), version: UInt64(clamping: stored)))
        }
        return Content(version: UInt64(clamping: version), objects: objects)
    }

    /// Writes changes in one transaction, durable when it returns.
    func write(_ changes: [Change], version: UInt64) async throws {
        try await queue.write { database in
            let put = try database.cachedStatement(
                sql:
                    "INSERT OR REPLACE INTO object (resource, plural, namespace, name, version, json) VALUES (?, ?, ?, ?, ?, ?)"
            )
            let remove = try database.cachedStatement(
                sql: "DELETE FROM object WHERE resource = ? AND plural = ? AND namespace = ? AND name = ?")
            for change in changes {
                let key = change.key
                if let object = change.object {
                    try put.execute(arguments: [
                        key.resource.group, key.resource.plural, key.namespace, key.name,
                        Int64(clamping: object.version), Data(object.json),
                    ])
                } else {
                    try remove.execute(arguments: [key.resource.group, key.resource.plural, key.namespace, key.name])
                }
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO counter (name, value) VALUES ('version', ?)",
                arguments: [Int64(clamping: version)])
        }
    }
}
