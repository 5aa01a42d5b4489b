package import Manifests

/// What a manifest's annotations ask of Lockstep.
///
///     metadata:
///       annotations:
///         lockstep/wave: "1"                       # after wave 0, once that is healthy; default 0
///         lockstep/depends-on: Deployment.apps/db  # after these, once they are healthy
///         lockstep/hook: before                    # a Job that runs before a sync, after it, or on its failure
///         lockstep/recreate: allowed               # delete and create where a changed field is immutable
///         lockstep/adopt: refused                  # never take over an object that somebody else made
///         lockstep/artifact: models/fraud          # by what name the trust policy knows its model; default its name
///         lockstep/pod-template: spec.template     # of a definition: where its kind keeps pods
///         lockstep/prune: disabled                 # never delete; `confirmed` allows what is never deleted otherwise
///
/// Waves, hooks and `Prune=false` are understood in Argo CD's words too, so that a repository can move.
package struct ObjectOptions: Sendable, Hashable {
    /// When a Job runs that is no part of what stays.
    package enum Hook: String, Sendable, Hashable, CaseIterable {
        case before, after, failure
    }

    /// Lower waves are applied first; nil where the manifest names none, which is wave 0.
    package var wave: Int?
    package var hook: Hook?
    package var dependencies: [ObjectReference] = []
    package var allowsRecreation = false
    /// Nil leaves it to the environment.
    package var adopts: Bool?

    package init() {}

    static let prefix = "lockstep/"
    static let wave = "lockstep/wave"
    static let hook = "lockstep/hook"
    static let dependsOn = "lockstep/depends-on"
    static let recreate = "lockstep/recreate"
    static let adopt = "lockstep/adopt"
    static let prune = "lockstep/prune"
    /// The name by which the trust policy knows the object's model.
    static let artifact = "lockstep/artifact"
    static let podTemplate = "lockstep/pod-template"
    /// Which digests stand in place of the tags of the manifest; Lockstep sets it.
    static let pinned = "lockstep/pinned"
    /// Lockstep sets it on an object that it has put back: in place of which manifest, as a digest, and
    /// what the cluster had against that.
    static let putBack = "lockstep/put-back"
    static let known = [wave, hook, dependsOn, recreate, adopt, prune, artifact, podTemplate]
    static let argoWave = "argocd.argoproj.io/sync-wave"
    static let argoHook = "argocd.argoproj.io/hook"
    static let argoOptions = "argocd.argoproj.io/sync-options"

    /// Whether an object in the cluster is a hook's Job, of whatever content.
    static func isHook(_ object: Value, _ identity: ResourceIdentity) -> Bool {
        let annotations = object[path: "metadata", "annotations"]
        return identity.groupKind == hookKind && (annotations?[hook] != nil || annotations?[argoHook] != nil)
    }

    fileprivate static let hookKind = GroupKind(group: "batch", kind: "Job")
}

/// An object as a manifest refers to it: `KIND[.GROUP]/NAME`, or `KIND[.GROUP]/NAMESPACE/NAME`.
package struct ObjectReference: Sendable, Hashable, CustomStringConvertible {
    package var kind: GroupKind
    /// Nil for the namespace of the object that refers, and for what lives in none.
    package var namespace: String?
    package var name: String

    /// - Returns: nil where the text is no reference.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count == 3, !parts.contains(where: \.isEmpty) else { return nil }
        let dot = parts[0].firstIndex(of: ".")
        kind = GroupKind(
            group: dot.map { String(parts[0][parts[0].index(after: $0)...]) } ?? "",
            kind: dot.map { String(parts[0][..<$0]) } ?? parts[0])
        namespace = parts.count == 3 ? parts[1] : nil
        name = parts[parts.count - 1]
    }

    package var description: String { "\(kind)/" + (namespace.map { "\($0)/" } ?? "") + name }
}

extension ObjectOptions {
    /// Reads the annotations of a resource; what is wrong with them is added to `diagnostics`.
    static func read(_ resource: Resource, into diagnostics: inout [Diagnostic]) -> ObjectOptions {
        var reader = AnnotationReader(resource)
        let options = reader.read()
        diagnostics += reader.diagnostics
        return options
    }
}

private struct AnnotationReader {
    let resource: Resource
    let annotations: Object
    var diagnostics: [Diagnostic] = []

    init(_ resource: Resource) {
        self.resource = resource
        annotations = resource.object[path: "metadata", "annotations"]?.object ?? Object()
    }

    mutating func read() -> ObjectOptions {
        var options = ObjectOptions()
        if annotations.isEmpty { return options }
        rejectUnknown()
        options.wave = wave(ObjectOptions.wave) ?? wave(ObjectOptions.argoWave)
        options.hook = hook()
        options.dependencies = dependencies()
        options.allowsRecreation = choice(ObjectOptions.recreate, ["allowed": true, "refused": false]) ?? false
        options.adopts = choice(ObjectOptions.adopt, ["allowed": true, "refused": false])
        _ = text(ObjectOptions.artifact)
        _ = text(ObjectOptions.podTemplate)
        _ = choice(ObjectOptions.prune, ["disabled": true, "confirmed": true])
        return options
    }

    private mutating func rejectUnknown() {
        for member in annotations
        where member.key.hasPrefix(ObjectOptions.prefix) && !ObjectOptions.known.contains(member.key) {
            let nearest = NearestName.suggest(member.key, among: ObjectOptions.known)
            report(
                "expected an annotation that lockstep knows, found '\(member.key)'", at: member.key,
                hint: nearest.map { "did you mean '\($0)'?" }
                    ?? "it knows \(ObjectOptions.known.joined(separator: ", "))")
        }
    }

    private mutating func wave(_ name: String) -> Int? {
        guard let text = text(name) else { return nil }
        guard let wave = Int(text), -999_999...999_999 ~= wave else {
            report("expected a whole number from -999999 to 999999, found '\(text)'", at: name)
            return nil
        }
        return wave
    }

    private mutating func hook() -> ObjectOptions.Hook? {
        let argo = ["PreSync": "before", "PostSync": "after", "SyncFail": "failure"]
        let (name, word) =
            text(ObjectOptions.hook).map { (ObjectOptions.hook, $0) }
            ?? text(ObjectOptions.argoHook).map { (ObjectOptions.argoHook, argo[$0] ?? $0) } ?? ("", "")
        if name.isEmpty { return nil }
        guard let hook = ObjectOptions.Hook(rawValue: word) else {
            report("expected 'before', 'after' or 'failure', found '\(word)'", at: name)
            return nil
        }
        guard resource.kind.groupKind == ObjectOptions.hookKind else {
            report("expected a Job as a hook, found kind '\(resource.kind.kind)'", at: name)
            return nil
        }
        return hook
    }

    private mutating func dependencies() -> [ObjectReference] {
        let parts = (text(ObjectOptions.dependsOn) ?? "").split(separator: ",")
        return parts.compactMap { part in
            let part = part.trimming(while: \.isWhitespace)
            if let reference = ObjectReference(part) { return reference }
            report(
                "expected 'KIND.GROUP/NAME' or 'KIND.GROUP/NAMESPACE/NAME', found '\(part)'",
                at: ObjectOptions.dependsOn,
                hint: "for instance 'Deployment.apps/model-server', or 'ConfigMap/settings' for a core kind")
            return nil
        }
    }

    private mutating func choice(_ name: String, _ choices: [String: Bool]) -> Bool? {
        guard let word = text(name) else { return nil }
        if let choice = choices[word] { return choice }
        report(
            "expected \(choices.keys.sorted().map { "'\($0)'" }.joined(separator: " or ")), found '\(word)'", at: name)
        return nil
    }

    private mutating func text(_ name: String) -> String? {
        guard let value = annotations[name] else { return nil }
        if let text = value.string { return text }
        report("expected text, found \(JSON.string(value)); annotations are strings, so put it in quotes", at: name)
        return nil
    }

    private mutating func report(_ message: String, at name: String, hint: String? = nil) {
        diagnostics.append(
            .error(
                message, at: resource.location(of: [.key("metadata"), .key("annotations"), .key(name)]), hint: hint))
    }
}

extension Substring {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> String {
        var part = self
        while let first = part.first, isTrimmed(first) { part.removeFirst() }
        while let last = part.last, isTrimmed(last) { part.removeLast() }
        return String(part)
    }
}
