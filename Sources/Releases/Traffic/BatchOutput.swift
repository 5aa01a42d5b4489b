import Manifests

/// Where a batch workload's results go: environment variables of its containers, which differ between the candidate's
/// shadow runs and what is stable.
struct BatchOutput {
    private static let pod = ["spec", "jobTemplate", "spec", "template", "spec"]

    let variables: [String]

    /// A CronJob with the variables as another has them, container by container.
    ///
    /// - Throws: where a container has such a variable and the other's does not: nobody knows where its results belong.
    func restored(in new: Value, from old: Value) throws(ReleaseFault) -> Value {
        var new = new
        var isFound = variables.isEmpty
        for list in ["initContainers", "containers"] {
            guard var containers = new[path: Self.pod + [list]]?.array else { continue }
            let others = old[path: Self.pod + [list]]?.array ?? []
            for index in containers.indices {
                guard var entries = containers[index]["env"]?.array else { continue }
                let name = containers[index]["name"]?.string ?? ""
                let known = others.first { $0["name"] == containers[index]["name"] }?["env"]?.array ?? []
                for place in entries.indices {
                    guard let variable = entries[place]["name"]?.string, variables.contains(variable) else { continue }
                    guard let entry = known.first(where: { $0["name"]?.string == variable }) else {
                        throw .noOutput(variable, container: name)
                    }
                    entries[place] = entry
                    isFound = true
                }
                containers[index] = try TrafficCarrier.set(["env"], to: .array(entries), in: containers[index])
            }
            new = try TrafficCarrier.set(Self.pod + [list], to: .array(containers), in: new)
        }
        guard isFound else { throw .noOutput(variables.first ?? "", container: "any") }
        return new
    }
}
