import Foundation

/// Clears what a process that was killed has left in a store.
///
/// Only for a store that no process has open: there every lock file is stale, and every unfinished file is nobody's.
/// Git never takes an unfinished file for a finished one, so nothing that counts is lost.
enum StoreRecovery {
    static func looksLikeRepository(_ folder: String) -> Bool {
        ["HEAD", "objects", "refs", "config"].allSatisfy { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
    }

    /// - Returns: the files removed.
    static func clear(_ folder: String) -> [String] {
        let stale =
            files(folder).filter { $0.hasSuffix(".lock") && $0 != "lockstep.lock" }
            + files("\(folder)/refs", deep: true).filter { $0.hasSuffix(".lock") }.map { "refs/\($0)" }
            + files("\(folder)/refs/lockstep/outgoing", deep: true).map { "refs/lockstep/outgoing/\($0)" }
            + unfinishedObjects(folder)
        return stale.filter { (try? FileManager.default.removeItem(atPath: "\(folder)/\($0)")) != nil }
    }

    private static func unfinishedObjects(_ folder: String) -> [String] {
        let packs = files("\(folder)/objects/pack")
        let finished = Set(packs.filter { $0.hasSuffix(".idx") }.map { $0.dropLast(4) })
        let unfinished = packs.filter { name in
            // libgit2 writes `pack_git2_…`, git `tmp_pack_…`; a pack without an index is not read by either.
            name.hasPrefix("pack_") || name.hasPrefix("tmp_") || name.hasSuffix(".lock")
                || (name.hasSuffix(".pack") && !finished.contains(name.dropLast(5)))
        }
        var found = unfinished.map { "objects/pack/\($0)" }
        for shard in files("\(folder)/objects") where shard.utf8.count == 2 {
            for name in files("\(folder)/objects/\(shard)") {
                let path = "objects/\(shard)/\(name)"
                // An object of no bytes is what a crash of the machine makes of one that was just written.
                if name.hasPrefix("tmp_") || name.hasSuffix(".lock") || size("\(folder)/\(path)") == 0 {
                    found.append(path)
                }
            }
        }
        return found
    }

    private static func files(_ folder: String, deep: Bool = false) -> [String] {
        let manager = FileManager.default
        let names =
            deep ? try? manager.subpathsOfDirectory(atPath: folder) : try? manager.contentsOfDirectory(atPath: folder)
        guard deep else { return names ?? [] }
        return (names ?? []).filter { name in
            var isFolder: ObjCBool = false
            return manager.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder) && !isFolder.boolValue
        }
    }

    private static func size(_ path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? -1
    }
}
