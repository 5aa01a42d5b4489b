/// A set of field paths, stored as a trie like the FieldsV1 of `managedFields`.
///
/// A path may be a member without its parents or children being members: in
/// `{"f:spec":{"f:replicas":{}}}` only `.spec.replicas` is. The empty path is never a member.
package struct FieldSet: Sendable {
    struct Node: Sendable, Equatable {
        var element: PathElement
        /// The path that ends with `element` belongs to the set.
        var isMember: Bool
        /// What belongs to the set below `element`.
        var children: FieldSet
    }

    // INVARIANT: strictly ascending by element; every node is a member or has children, so two equal sets are
    // stored alike.
    var nodes: [Node]

    package init() { nodes = [] }

    init(sorted nodes: [Node]) { self.nodes = nodes }

    package init(_ paths: some Sequence<FieldPath>) {
        nodes = []
        for path in paths { insert(path) }
    }

    package var isEmpty: Bool { nodes.isEmpty }

    /// The number of member paths.
    package var count: Int {
        nodes.reduce(0) { $0 + ($1.isMember ? 1 : 0) + $1.children.count }
    }

    package func contains(_ path: FieldPath) -> Bool {
        var set = self
        for (offset, element) in path.elements.enumerated() {
            guard let node = set.node(at: element) else { return false }
            if offset == path.elements.count - 1 { return node.isMember }
            set = node.children
        }
        return false
    }

    package mutating func insert(_ path: FieldPath) {
        insert(path.elements[...])
    }

    private mutating func insert(_ path: ArraySlice<PathElement>) {
        guard let first = path.first else { return }
        let (index, found) = position(of: first)
        if !found { nodes.insert(Node(element: first, isMember: false, children: FieldSet()), at: index) }
        if path.count == 1 {
            nodes[index].isMember = true
        } else {
            nodes[index].children.insert(path.dropFirst())
        }
    }

    /// The index of `element`, or where it would stand.
    func position(of element: PathElement) -> (index: Int, found: Bool) {
        var low = 0
        var high = nodes.count
        while low < high {
            let middle = (low + high) / 2
            let order = PathElement.compare(nodes[middle].element, element)
            if order == 0 { return (middle, true) }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return (low, false)
    }

    func node(at element: PathElement) -> Node? {
        let (index, found) = position(of: element)
        return found ? nodes[index] : nil
    }

    /// What lies below `element`, without it.
    package func below(_ element: PathElement) -> FieldSet { node(at: element)?.children ?? FieldSet() }

    /// With what the paths begin.
    package var elements: [PathElement] { nodes.map(\.element) }

    /// Whether a path of this element, or one below it, belongs to the set.
    package func touches(_ element: PathElement) -> Bool { position(of: element).found }

    /// The member paths; at each level the members come first, then what lies below each element
    /// (the order of structured-merge-diff's `Set.Iterate`, and so of the causes of a conflict).
    package func paths() -> [FieldPath] {
        var result: [FieldPath] = []
        var prefix: [PathElement] = []
        collect(&prefix, into: &result)
        return result
    }

    private func collect(_ prefix: inout [PathElement], into result: inout [FieldPath]) {
        for node in nodes where node.isMember { result.append(FieldPath(prefix + [node.element])) }
        for node in nodes where !node.children.isEmpty {
            prefix.append(node.element)
            node.children.collect(&prefix, into: &result)
            prefix.removeLast()
        }
    }
}

extension FieldSet: Hashable {
    /// The top level alone: cheap, and enough to tell the sets of one object's managers apart most times.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(nodes.count)
        for node in nodes {
            hasher.combine(node.element)
            hasher.combine(node.isMember)
            hasher.combine(node.children.nodes.count)
        }
    }
}

extension FieldSet: CustomStringConvertible {
    /// One path a line.
    package var description: String { paths().map(\.description).joined(separator: "\n") }
}
