import Logging
import Manifests

/// What follows from the record that the cluster has of the environment.
extension EnvironmentReconciler {
    /// It is followed like the objects that it speaks of.
    func take(_ event: LiveEvent, ofInventory parent: ResourceIdentity) async {
        let isGone = knownInventory.take(event, of: parent)
        switch event {
        case .synced(let list, _) where recorded?.isOther(than: list, parent) == true: await compareInventory()
        case .changed(let object) where recorded?.isOfAnotherCommit(object, parent) == true:
            do { try await heedRecord() } catch { lose(error) }
        default:
            guard isGone, var set = recorded, set.isInPlace else { return }
            logger.notice("the inventory is gone from the cluster, and is written again")
            set.isInPlace = false
            inventory = .recorded(set)
            await sync()
        }
    }

    /// The record names another commit than the one that runs: somebody has applied that. Or it is what the record said
    /// before it was written last.
    ///
    /// Where the head is refused, that commit is the last good state, as it would be after a start, or one that the head
    /// leads on from. Where the head runs, an older commit is a change by hand like any other, and the record says again
    /// what it said; one that is not known to be older may be a head that is yet to be fetched.
    func heedRecord() async throws(ClusterUnreachable) {
        let held = recorded
        try await readInventory()
        guard let held, held.revision != nil, let found = recorded, found.revision != held.revision else { return }
        let kept = admitted?.revision
        if found.revision == kept { return await goOn() }
        let isOlder = await isAncestor(found.revision, of: kept)
        if isHeadRefused, let head {
            inventory = .recorded(held)
            // What cannot be found out now leaves what runs where it is.
            do throws(ClusterUnreachable) { try await lookBack(from: head, Refusal(diagnostics: [])) } catch {
                logger.warning("could not look for the last good state", metadata: ["reason": "\(error)"])
            }
        }
        if isOlder, admitted?.revision == kept {
            inventory = .recorded(held.restored(over: found))
            // Another daemon, perhaps, that writes it again and again is not answered at once.
            if brake.isPaused(held.parentIdentity) { return wantRetry() }
            brake.noteHealings(of: [held.parentIdentity])
        }
        if isHeadRefused || isOlder { await goOn() }
    }

    private func isAncestor(_ revision: String?, of other: String?) async -> Bool {
        // A record without a commit leads nowhere.
        guard let revision, let other else { return true }
        do {
            return try await history.descends(other, from: revision)
        } catch {
            logger.warning(
                "cannot tell whether a commit is older", metadata: ["commit": "\(revision)", "reason": "\(error)"])
            return false
        }
    }

    /// Whether something else runs than the newest state of Git.
    private var isHeadRefused: Bool { head.map { $0.revision != admitted?.revision } ?? false }

    /// Brings the cluster to what Git says; a head that was refused is looked at once more before.
    func goOn() async {
        if let head, isHeadRefused { await take(head) } else { await sync() }
    }

    /// Asks what the inventory of what runs says.
    func readInventory() async throws(ClusterUnreachable) {
        guard let admitted, let cluster else { return }
        inventory = try await Inventory(cluster: cluster).read(
            admitted.applySet, repository: admitted.repository, held: recorded)
    }

    /// The record is not what was written last: somebody else has written it, or the cluster was restored, under whatever
    /// versions. Or the list was on its way when it was written.
    private func compareInventory() async {
        let held = recorded
        do { try await readInventory() } catch { return lose(error) }
        if let held, recorded?.says(theSameAs: held) == false { await startAnew() }
    }

    /// Once the cluster is older than it was, nothing holds of what it has said: not of the other kinds either, nor its
    /// inventory.
    func startAnew() async {
        logger.warning("the cluster went back to an older state, and is looked at from the start")
        await unsettle()
        forgetState()
        do { try await readInventory() } catch { return lose(error) }
        await goOn()
    }

    // MARK: What is kept up while the head cannot go where it is to run

    /// Says so in the record, for who starts anew.
    func noteKept(before head: Checkout) async throws(ClusterUnreachable) {
        guard let cluster, var set = recorded, set.isInPlace, set.keptBefore != head.revision else { return }
        set.keptBefore = head.revision
        if let written = try await write(set, on: cluster) { inventory = .recorded(written) }
    }

    /// What a cluster says that the environment leaves, until it is recorded on another one.
    struct LeftRecord {
        let cluster: any LiveCluster
        let reference: ClusterReference
        var set: ApplySet
    }

    func noteLeaving(for next: ClusterReference) {
        if let cluster, let reference, let recorded, recorded.keptBefore != nil {
            left = LeftRecord(cluster: cluster, reference: reference, set: recorded)
        }
        if left?.reference == next { left = nil }
    }

    /// Takes that word back on the cluster that the environment has left: what stays there is nobody's to keep up.
    func noteLeft() async {
        guard var left else { return }
        self.left = nil
        left.set.keptBefore = nil
        do throws(ClusterUnreachable) { _ = try await write(left.set, on: left.cluster) } catch {
            logger.warning("the cluster of before was not told of the move", metadata: ["reason": "\(error)"])
        }
    }

    /// - Returns: nil where the cluster has not taken it.
    private func write(_ set: ApplySet, on cluster: any LiveCluster) async throws(ClusterUnreachable) -> ApplySet? {
        switch try await Inventory(cluster: cluster).write(set) {
        case .done(let written): return written
        case .refused(let reason):
            logger.warning("expected to record the inventory", metadata: ["reason": "\(reason)"])
            return nil
        }
    }
}
