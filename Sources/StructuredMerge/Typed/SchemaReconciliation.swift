extension FieldSet {
    /// The set after a change of its schema since it was written: a part that became atomic is owned as one
    /// (`typed.ReconcileFieldSetWithSchema`).
    ///
    /// The way back, from atomic to granular, changes nothing: a path that is owned alone may as well be a granular
    /// container whose parts went to other managers, and the recorded server leaves those as they are.
    func reconciled(with schema: TypeSchema) -> FieldSet {
        let reconciliation = Reconciliation(table: schema.table)
        guard reconciliation.changes(self, schema.definition) else { return self }
        return reconciliation.visit(self, schema.definition)
    }
}

extension FieldSet {
    /// Whether the schema has a part for every path.
    package func isKnown(to schema: TypeSchema) -> Bool {
        nodes.allSatisfy { node in schema.child(node.element).map(node.children.isKnown) ?? false }
    }
}

private struct Reconciliation {
    let table: SchemaTable

    /// Whether something is owned below a part that is atomic now; hardly ever, so it is asked first.
    func changes(_ set: FieldSet, _ definition: TypeDefinition) -> Bool {
        set.nodes.contains { node in
            guard !node.children.isEmpty, let type = childType(node.element, definition) else { return false }
            return isAtomic(type) || changes(node.children, type)
        }
    }

    func visit(_ set: FieldSet, _ definition: TypeDefinition) -> FieldSet {
        FieldSet(
            sorted: set.nodes.map { node in
                guard !node.children.isEmpty, let type = childType(node.element, definition) else { return node }
                return isAtomic(type)
                    ? FieldSet.Node(element: node.element, isMember: true, children: FieldSet())
                    : FieldSet.Node(
                        element: node.element, isMember: node.isMember, children: visit(node.children, type))
            })
    }

    private func isAtomic(_ definition: TypeDefinition) -> Bool {
        if let map = definition.map { return map.isAtomic && !isFree(map) }
        return definition.scalar == nil && definition.list?.isAtomic == true
    }

    private func childType(_ element: PathElement, _ definition: TypeDefinition) -> TypeDefinition? {
        if let map = definition.map {
            if isFree(map) { return nil }
            if case .field(let name) = element, let type = map.type(of: name) { return table.types[type] }
            return map.additional.map { table.types[$0] }
        }
        return definition.scalar == nil ? definition.list.map { table.types[$0.item] } : nil
    }

    /// A map without declared fields whose members may be any scalar, or anything at all: its sets stay as they were
    /// written (`isUntypedDeducedMap`).
    private func isFree(_ map: MapSchema) -> Bool {
        guard map.fields.isEmpty, let additional = map.additional else { return false }
        let type = table.types[additional]
        return additional != TypeDefinition.atomicAnythingIndex && type.scalar == .untyped && !type.isQuantity
    }
}
