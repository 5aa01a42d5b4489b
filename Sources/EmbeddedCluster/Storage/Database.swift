import Foundation
import GRDB
import Manifests

/// The objects on disk: one SQLite file, written in batches.
///
/// A row is an object at the version that it has now, and versions only rise: what is written goes to the end of the
/// table, however many objects there are and whatever their names.
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
        /// The version that is no longer kept; nil for a new object.
        var replaced: UInt64?
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
            // One process has the file, so there is nothing to agree on with others before each transaction.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            // Writing the log back makes every writer wait for the disk: after 32 MiB instead of 4.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
            try database.inTransaction {
                try makeTables(database)
                return .commit
            }
        }
        return queue
    }

    private static func makeTables(_ database: GRDB.Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS revision (
                    version INTEGER PRIMARY KEY, resource TEXT NOT NULL, plural TEXT NOT NULL, namespace TEXT NOT NULL,
                    name TEXT NOT NULL, json BLOB NOT NULL);
                CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
                """)
        guard try !database.viewExists("object") else { return }
        try takeOver(database)
        // INVARIANT: a version of before, which keeps its objects in a table of that name, cannot read this and ends,
        // instead of beginning a cluster of its own beside this one.
        try database.execute(sql: "CREATE VIEW object AS SELECT 'the objects are in revision' AS note")
    }

    /// Files of before had a table in the order of the names. Some have both: a version of before has opened a file of
    /// after. What it wrote is the newest; what it did not know of stays.
    private static func takeOver(_ database: GRDB.Database) throws {
        if try database.tableExists("object") {
            let newest = try Int64.fetchOne(database, sql: "SELECT max(version) FROM revision") ?? 0
            let oldest = try Int64.fetchOne(database, sql: "SELECT min(version) FROM object") ?? .max
            // The object bears its version too.
            try database.execute(
                sql: """
                    UPDATE object SET version = version + :raise, json = CAST(
                        json_set(CAST(json AS TEXT), '$.metadata.resourceVersion', CAST(version + :raise AS TEXT)) AS BLOB);
                    """, arguments: ["raise": oldest > newest ? 0 : newest])
            try database.execute(
                sql: """
                    INSERT INTO revision (version, resource, plural, namespace, name, json)
                        SELECT version, resource, plural, namespace, name, json FROM object;
                    DROP TABLE object;
                    """)
        }
        // Of two with one name the older would come back once the newer is deleted.
        try database.execute(
            sql: """
                DELETE FROM revision WHERE version NOT IN (
                    SELECT max(version) FROM revision GROUP BY resource, plural, namespace, name)
                """)
    }

    /// Versions that are left out at each start: a client may have seen some whose writes were lost with the process, and
    /// must not meet them again with another content.
    private static let gap: Int64 = 10_000

    /// - Throws: also for an object that is no JSON: a damaged store is not opened as a smaller one.
    func load() throws -> Content {
        try Self.telling(of: folder) { try queue.write(Self.content) }
    }

    private static func content(_ database: GRDB.Database) throws -> Content {
        let counted = try Int64.fetchOne(database, sql: "SELECT value FROM counter WHERE name = 'version'") ?? 0
        let newest = try Int64.fetchOne(database, sql: "SELECT max(version) FROM revision") ?? 0
        var version = max(counted, newest)
        if version > 0 {
            version = (version / gap + 1) * gap
            try count(version, in: database)
        }
        let rows = try Row.fetchAll(
            database, sql: "SELECT resource, plural, namespace, name, version, json FROM revision ORDER BY version")
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

    /// The newest version, where no object bears it.
    private static func count(_ version: Int64, in database: GRDB.Database) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO counter (name, value) VALUES ('version', ?)").execute(
            arguments: [version])
    }

    /// Writes changes, in the order in which they were made, in one transaction; they are durable when it returns.
    func write(_ changes: [Change], version: UInt64) async throws {
        try await queue.write { database in
            let put = try database.cachedStatement(
                sql: "INSERT INTO revision (version, resource, plural, namespace, name, json) VALUES (?, ?, ?, ?, ?, ?)"
            )
            let remove = try database.cachedStatement(sql: "DELETE FROM revision WHERE version = ?")
            var newest: [UInt64: Change] = [:]
            for change in changes {
                // What comes and goes in the same batch need not be written.
                if let replaced = change.replaced, newest.removeValue(forKey: replaced) == nil {
                    try remove.execute(arguments: [Int64(clamping: replaced)])
                }
                if let object = change.object { newest[object.version] = change }
            }
            for (version, change) in newest.sorted(by: { $0.key < $1.key }) {
                guard let object = change.object else { continue }
                let key = change.key
                try put.execute(arguments: [
                    Int64(clamping: version), key.resource.group, key.resource.plural, key.namespace, key.name,
                    Data(object.json),
                ])
            }
            if newest[version] == nil { try Self.count(Int64(clamping: version), in: database) }
        }
    }
}
