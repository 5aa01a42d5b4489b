import Manifests

/// What a stable twin becomes when it takes the candidate's version over: all that the candidate has changed of the
/// stable version, and what else the twin has of its own.
///
/// A twin is told apart from the workload by labels of its pods, which the workload's Service must not select, and may
/// have an affinity or a variable of its own. So the version is not copied but merged, with the stable version as
/// ancestor; where both have changed a field, the candidate's counts.
struct TwinVersion {
    let candidate: Value
    /// The workload as the stable version has it; nil where nobody knows it.
    let stable: Value?

    func taken(over twin: Value) -> Value {
        let root = VersionPart.root(of: twin)
        let released = VersionPart.replacing(in: twin, by: candidate)
        guard let stable, root.last == "template", let theirs = released[path: root], let ours = twin[path: root],
            let ancestor = stable[path: root],
            var merged = ThreeWay.merge(ancestor: ancestor, ours: theirs, theirs: ours)
        else { return labelled(released, as: twin) }
        // A twin that did not run the stable version would keep a part of what it ran: then all of it is the candidate's.
        let wanted = ArtifactReferences(of: theirs).artifacts
        if !wanted.isSubset(of: ArtifactReferences(of: merged).artifacts) {
            merged = merged.setting(["spec"], to: theirs["spec"]) ?? merged
        }
        return labelled(released.setting(root[...], to: merged) ?? released, as: twin)
    }

    /// With the labels that the twin's selector asks for, which cannot change.
    private func labelled(_ object: Value, as twin: Value) -> Value {
        guard twin[path: "spec", "template"] != nil else { return object }
        var object = object
        for label in twin[path: "spec", "selector", "matchLabels"]?.object ?? Object() {
            let path = ["spec", "template", "metadata", "labels", label.key]
            object = object.setting(path[...], to: label.value) ?? object
        }
        return object
    }
}
