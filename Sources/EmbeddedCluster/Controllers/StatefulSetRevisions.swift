import Manifests

/// Of which template each pod of a StatefulSet is made: while an update is rolled out, those below its partition keep the
/// template that the set had before (`newVersionedStatefulSetPod` of k8s.io/kubernetes).
struct StatefulSetRevisions {
    /// The name that pods carry, and the set with the template of that name.
    struct Revision {
        var name: String
        var set: Value
    }

    let update: Revision
    /// The same as the update where none is under way, or where nothing of an earlier template is to be made.
    let current: Revision
    private let firstUpdated: Int

    init(of set: Value, in workspace: ControllerWorkspace) async {
        update = Revision(name: Self.updateName(of: set), set: set)
        firstUpdated = StatefulSetController.ordinals(of: set).lowerBound + Self.partition(of: set)
        let isDivided = set.spec["updateStrategy"]?["type"] != "OnDelete" && Self.partition(of: set) > 0
        current = isDivided ? await Self.current(of: set, in: workspace) ?? update : update
    }

    /// Pods that an update leaves alone, counted from the first.
    static func partition(of set: Value) -> Int {
        let partition = set.spec["updateStrategy"]?[path: "rollingUpdate", "partition"]?.integer ?? 0
        return Int(max(0, Int32(clamping: partition)))
    }

    static func updateName(of set: Value) -> String {
        "\(set.objectName)-\(TemplateHash.text(of: set.spec["template"] ?? [:]))"
    }

    /// That of a pod which is to be made.
    func revision(of ordinal: Int) -> Revision { ordinal < firstUpdated ? current : update }

    /// That of a pod which is there.
    func revision(of pod: Value) -> Revision {
        pod.labels[StatefulSetController.revisionLabel] == current.name ? current : update
    }

    /// - Returns: nil where no update is under way, or the revision is gone.
    private static func current(of set: Value, in workspace: ControllerWorkspace) async -> Revision? {
        guard let name = set.status["currentRevision"]?.string, name != updateName(of: set),
            let kept = await workspace.children(.controllerRevision, of: set).first(where: { $0.objectName == name }),
            let template = TemplateRevisions.template(of: kept)
        else { return nil }
        var before = set
        before.setSpec("template", template)
        // It is the new revision that shall fail.
        before.setAnnotation(Value.failureAnnotation, nil)
        return Revision(name: name, set: before)
    }
}
