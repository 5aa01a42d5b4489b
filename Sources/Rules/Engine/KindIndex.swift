/// What may have a say about an object, found by the object's kind, in the order in which it was given.
struct KindIndex<Element: Sendable>: Sendable {
    private let all: [Element]
    private let byKind: [String: [Element]]
    /// For kinds that no policy names and that bear no pod.
    private let others: [Element]

    init(_ elements: [Element], _ policy: (Element) -> AdmissionPolicy) {
        all = elements
        let policies = elements.map { ($0, policy($0)) }
        var kinds = Set(PodPath.known.keys)
        for (_, policy) in policies { kinds.formUnion((policy.kinds ?? []).map(\.kind)) }
        byKind = Dictionary(
            uniqueKeysWithValues: kinds.map { kind in
                (kind, Self.relevant(policies, kind: kind, bearsPod: PodPath.known[kind] != nil))
            })
        others = Self.relevant(policies, kind: nil, bearsPod: false)
    }

    private static func relevant(
        _ policies: [(Element, AdmissionPolicy)], kind: String?, bearsPod: Bool
    ) -> [Element] {
        policies.filter { _, policy in
            if policy.isPodBearing { return bearsPod }
            guard let kinds = policy.kinds else { return true }
            return kinds.contains { $0.kind == kind }
        }.map(\.0)
    }

    /// No fewer than apply; namespaces, labels and the rest are still to be asked.
    func elements(for view: ReviewBox) -> [Element] {
        // What bears a pod by a definition is not known to the lists.
        if view.bearsPod, PodPath.known[view.kind] == nil { return all }
        return byKind[view.kind] ?? others
    }
}
