extension FieldSet {
    /// The set after a change of its schema since it was written: a part that became atomic is owned as one
    /// (`typed.ReconcileFieldSetWithSchema`).
    ///
    /// The way back, from atomic to granular, changes nothing: a path that is owned alone may as well be a granular
    /// container whose parts went to other managers, and the recorded server leaves those as they are.
    func reconciled(with schema: TypeSchema) -> FieldSet {
        let reconciliation = Reconciliation(table: schema.table)
        guard reconciliation.changes(self, type: schema.index) else { return self }
        return reconciliation.visit(self, type: schema.index, isLeaf: false).set
    }
}

private struct Reconciliation {
    let table: SchemaTable

    /// - Parameters:
    ///   - set: what is owned below a value.
    ///   - isLeaf: the value's own path is owned, and nothing below it.
    func visit(_ set: FieldSet, type: Int, isLeaf: Bool) -> (set: FieldSet, becameAtomic: Bool) {
        let definition = table.types[type]
        if let map = definition.map {
            if map.isAtomic { return (FieldSet(), !isLeaf && !set.isEmpty) }
        } else if let list = definition.list {
            if list.isAtomic { return (FieldSet(), !isLeaf) }
        } else {
            return (set, false)
        }
        return (FieldSet(sorted: set.nodes.map { visit($0, definition) }), false)
    }

    /// Whether something is owned below a part that is atomic now; hardly ever, so it is asked first.
    func changes(_ set: FieldSet, type: Int) -> Bool {
        guard type > TypeDefinition.deducedIndex, !set.isEmpty else { return false }
        let definition = table.types[type]
        if definition.isAtomic { return true }
        return set.nodes.contains { node in
            guard !node.children.isEmpty, let type = childType(node.element, definition) else { return false }
            return changes(node.children, type: type)
        }
    }

    private func childType(_ element: PathElement, _ definition: TypeDefinition) -> Int? {
        switch element {
        case .field(let name): definition.map.flatMap { $0.type(of: name) ?? $0.additional }
        case .key, .value, .index: definition.list?.item
        }
    }

    private func visit(_ node: FieldSet.Node, _ definition: TypeDefinition) -> FieldSet.Node {
        let type = childType(node.element, definition)
        guard let type, type > TypeDefinition.deducedIndex, !node.children.isEmpty else { return node }
        let (children, becameAtomic) = visit(node.children, type: type, isLeaf: false)
        return FieldSet.Node(element: node.element, isMember: node.isMember || becameAtomic, children: children)
    }
}
