import Manifests

/// What objects wait for must be there, and must not wait for them in turn.
enum DependencyCheck {
    static func review(_ candidates: [Candidate]) -> [Diagnostic] {
        guard candidates.contains(where: { !$0.options.dependencies.isEmpty }) else { return [] }
        var diagnostics: [Diagnostic] = []
        let references = ReferenceIndex(candidates.map(\.identity))
        var edges: [Int: [Int]] = [:]
        for (index, candidate) in candidates.enumerated() {
            for reference in candidate.options.dependencies {
                let target = references.place(of: reference, from: candidate.identity.namespace)
                if let target, target != index, candidates[target].options.hook == nil {
                    edges[index, default: []].append(target)
                    if let deadlock = deadlock(candidate, reference, candidates[target]) {
                        diagnostics.append(deadlock)
                    }
                } else {
                    diagnostics.append(refusal(of: reference, in: candidate, isItself: target == index))
                }
            }
        }
        return diagnostics + cycles(edges, candidates)
    }

    private static func refusal(of reference: ObjectReference, in candidate: Candidate, isItself: Bool) -> Diagnostic {
        .error(
            "expected '\(ObjectOptions.dependsOn)' to name another object of the environment, found '\(reference)'"
                + (isItself ? ", which is the object itself" : ""),
            at: place(of: candidate),
            hint: "write 'KIND.GROUP/NAME', for instance 'Deployment.apps/model-server'; hooks have their own place")
    }

    /// All of a rank waits for the ranks before, so nothing of these can wait for it; but for namespaces and definitions,
    /// for which no rank waits.
    private static func deadlock(
        _ candidate: Candidate, _ reference: ObjectReference, _ target: Candidate
    ) -> Diagnostic? {
        let rank = ApplyRank(candidate.options, of: candidate.identity.groupKind)
        let later = ApplyRank(target.options, of: target.identity.groupKind)
        guard rank < later, !rank.isFoundation else { return nil }
        let hint =
            rank.isHooks
            ? "leave the dependency out, or let the hook run after the sync with '\(ObjectOptions.hook): after'"
            : "put this object into \(later) or a later one, or '\(reference)' into \(rank) or an earlier one, with "
                + "'\(ObjectOptions.wave)'"
        return .error(
            "expected '\(ObjectOptions.dependsOn)' to name an object that is not applied later, found '\(reference)' in "
                + "\(later), which waits for all of \(rank), this object among them",
            at: place(of: candidate), hint: hint)
    }

    private static func place(of candidate: Candidate) -> SourceLocation {
        candidate.resource.location(
            of: [.key("metadata"), .key("annotations"), .key(ObjectOptions.dependsOn)])
    }

    /// Takes away, again and again, what waits for nothing; what is left waits in circles.
    private static func cycles(_ edges: [Int: [Int]], _ candidates: [Candidate]) -> [Diagnostic] {
        var waiting = edges.mapValues(\.count)
        var dependents: [Int: [Int]] = [:]
        for (index, targets) in edges { for target in targets { dependents[target, default: []].append(index) } }
        var free = dependents.keys.filter { waiting[$0] == nil }
        while let next = free.popLast() {
            for dependent in dependents[next] ?? [] {
                guard let count = waiting[dependent] else { continue }
                waiting[dependent] = count > 1 ? count - 1 : nil
                if count == 1 { free.append(dependent) }
            }
        }
        return waiting.keys.sorted().map { index in
            .error(
                "expected objects not to wait for one another in a circle, found that '\(candidates[index].identity)' does",
                at: place(of: candidates[index]))
        }
    }
}
