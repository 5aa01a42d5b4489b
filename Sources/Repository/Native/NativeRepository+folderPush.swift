import CLibgit2
import Foundation

extension NativeRepository {
    enum FolderPush {
        case done
        /// The branch is not where it was expected; nil stands for absent.
        case moved(to: ObjectID?)
        case refused(String)
    }

    /// Pushes to a repository in a folder.
    ///
    /// libgit2's own push to a folder overwrites the branch without looking at it again and runs no hooks. Here the
    /// branch is compared and set under Git's lock, and a repository whose hooks want to be asked is left alone.
    func push(
        _ commit: ObjectID, to folder: NativeRepository, expecting expected: ObjectID?, _ exchange: Exchange
    ) throws(NativeFailure) -> FolderPush {
        let reference = exchange.remote.reference
        if let reason = try folder.refusalOfPush(to: reference) { return .refused(reason) }
        let found = try folder.target(of: reference)
        guard found == expected else { return .moved(to: found) }
        try pack(commit, without: expected, into: folder)
        if try folder.setWaiting(reference, to: commit, expecting: expected, exchange) { return .done }
        return .moved(to: try folder.target(of: reference))
    }

    /// Sets a reference, and waits a second for a writer that has it locked.
    private func setWaiting(
        _ reference: String, to id: ObjectID, expecting expected: ObjectID?, _ exchange: Exchange
    ) throws(NativeFailure) -> Bool {
        let deadline = ContinuousClock.now + .seconds(1)
        while true {
            do {
                return try set(reference, to: id, expecting: expected, log: "push from Lockstep")
            } catch {
                let isOver = ContinuousClock.now > deadline || exchange.interruption != nil
                guard error.code == GIT_ELOCKED.rawValue, !isOver else { throw error }
                usleep(UInt32.random(in: 1000...20_000))
            }
        }
    }

    private func pack(
        _ commit: ObjectID, without base: ObjectID?, into folder: NativeRepository
    ) throws(NativeFailure) {
        let walk = try Handle(git_revwalk_free) { git_revwalk_new($0, pointer) }
        var start = commit.native
        try Libgit2.check(git_revwalk_push(walk.pointer, &start))
        if var base = base?.native { try Libgit2.check(git_revwalk_hide(walk.pointer, &base)) }
        let builder = try Handle(git_packbuilder_free) { git_packbuilder_new($0, pointer) }
        try Libgit2.check(git_packbuilder_insert_walk(builder.pointer, walk.pointer))
        guard git_packbuilder_object_count(builder.pointer) > 0 else { return }
        var path = NativeBuffer()
        try path.fill { git_repository_item_path($0, folder.pointer, GIT_REPOSITORY_ITEM_OBJECTS) }
        let packs = path.text + (path.text.hasSuffix("/") ? "pack" : "/pack")
        try Libgit2.check(git_packbuilder_write(builder.pointer, packs, 0, nil, nil))
    }

    /// Why a push to this repository cannot be done without git's own receiving side.
    private func refusalOfPush(to reference: String) throws(NativeFailure) -> String? {
        if !isBare, try head() == reference, setting("receive.denycurrentbranch") != "ignore" {
            return "it is checked out there; push to a bare repository"
        }
        let hooks = try hooksFolder()
        let names = ["pre-receive", "update", "post-receive", "post-update", "reference-transaction", "proc-receive"]
        let present = names.filter { FileManager.default.isExecutableFile(atPath: "\(hooks)/\($0)") }
        guard let hook = present.first else { return nil }
        return "it has a hook '\(hook)', which a push to a folder does not run; use its ssh or http address"
    }

    private func hooksFolder() throws(NativeFailure) -> String {
        if let folder = setting("core.hookspath") { return folder }
        var path = NativeBuffer()
        try path.fill { git_repository_item_path($0, pointer, GIT_REPOSITORY_ITEM_HOOKS) }
        return path.text
    }
}
