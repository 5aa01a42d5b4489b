extension FieldSet {
    /// The paths of either set.
    package func union(_ other: FieldSet) -> FieldSet {
        if isEmpty { return other }
        if other.isEmpty { return self }
        return combined(with: other) { left, right in
            switch (left, right) {
            case (let left?, let right?):
                Node(
                    element: left.element, isMember: left.isMember || right.isMember,
                    children: left.children.union(right.children))
            case (let left, let right): left ?? right
            }
        }
    }

    /// The paths that both sets have.
    package func intersection(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return FieldSet() }
        return combined(with: other) { left, right in
            guard let left, let right else { return nil }
            return Node(
                element: left.element, isMember: left.isMember && right.isMember,
                children: left.children.intersection(right.children))
        }
    }

    /// The paths of this set that `other` has not. What lies below a path of `other` stays.
    package func subtracting(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        return combined(with: other) { left, right in
            guard let left else { return nil }
            guard let right else { return left }
            return Node(
                element: left.element, isMember: left.isMember && !right.isMember,
                children: left.children.subtracting(right.children))
        }
    }

    /// The paths of this set that neither are in `other` nor lie below a path of it.
    package func recursiveSubtracting(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        return combined(with: other) { left, right in
            guard let left else { return nil }
            guard let right else { return left }
            if right.isMember { return nil }
            return Node(
                element: left.element, isMember: left.isMember,
                children: left.children.recursiveSubtracting(right.children))
        }
    }

    /// The member paths below which nothing is a member.
    package var leaves: FieldSet {
        FieldSet(
            sorted: nodes.compactMap { node in
                let children = node.children.leaves
                if children.isEmpty { return Node(element: node.element, isMember: node.isMember, children: children) }
                return Node(element: node.element, isMember: false, children: children)
            })
    }

    /// Whether every path of this set is one of `other`.
    package func isSubset(of other: FieldSet) -> Bool { subtracting(other).isEmpty }

    /// Walks both sorted lists once; `combine` gets what stands at an element, at least one of the two.
    private func combined(with other: FieldSet, _ combine: (Node?, Node?) -> Node?) -> FieldSet {
        var result: [Node] = []
        result.reserveCapacity(Swift.max(nodes.count, other.nodes.count))
        var left = 0
        var right = 0
        func append(_ node: Node?) {
            if let node, node.isMember || !node.children.isEmpty { result.append(node) }
        }
        while left < nodes.count, right < other.nodes.count {
            let order = PathElement.compare(nodes[left].element, other.nodes[right].element)
            if order == 0 {
                append(combine(nodes[left], other.nodes[right]))
                left += 1
                right += 1
            } else if order < 0 {
                append(combine(nodes[left], nil))
                left += 1
            } else {
                append(combine(nil, other.nodes[right]))
                right += 1
            }
        }
        while left < nodes.count {
            append(combine(nodes[left], nil))
            left += 1
        }
        while right < other.nodes.count {
            append(combine(nil, other.nodes[right]))
            right += 1
        }
        return FieldSet(sorted: result)
    }
}
