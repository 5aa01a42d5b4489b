import Manifests

/// What objects wait for must be there, and must not wait for them in turn.
enum DependencyCheck {
    static func review(_ candidates: [Candidate]) -> [Diagnostic] {
        guard candidates.contains(where: { !$0.options.dependencies.isEmpty }) else { return [] }
        var diagnostics: [Diagnostic] = []
        var edges: [Int: [Int]] = [:]
        for (index, candidate) in candidates.enumerated() {
            for reference in candidate.options.dependencies {
                let home = candidate.identity.namespace
                let target = candidates.firstIndex { reference.names($0.identity, from: home) }
                if let target, target != index, candidates[target].options.hook == nil {
                    edges[index, default: []].append(target)
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

    private static func place(of candidate: Candidate) -> SourceLocation {
        candidate.resource.location(
            of: [.key("metadata"), .key("annotations"), .key(ObjectOptions.dependsOn)])
    }

    /// Takes away, again and again, what waits for nothing; what is left waits in circles.
    private static func cycles(_ edges: [Int: [Int]], _ candidates: [Candidate]) -> [Diagnostic] {
        var waiting = edges
        while let free = waiting.first(where: { $0.value.allSatisfy { waiting[$0] == nil } }) {
            waiting[free.key] = nil
        }
        return waiting.keys.sorted().map { index in
            .error(
                "expected objects not to wait for one another in a circle, found that '\(candidates[index].identity)' does",
                at: place(of: candidates[index]))
        }
    }
}
