import Manifests

/// Lists as the API server prints them for `kubectl get`: `Table` of `meta.k8s.io/v1`.
enum Table {
    /// - Parameters:
    ///   - metadata: that of the list; for one object, its `resourceVersion`.
    ///   - definition: the CustomResourceDefinition of the kind, if it has one.
    ///   - includeObject: what each row carries beside its cells: `None`, `Object`, else the metadata.
    ///   - now: the time from which ages are counted, RFC 3339.
    static func make(
        kind: GroupVersionKind, objects: [Value], metadata: Value? = nil, definition: Value? = nil,
        includeObject: String = "Metadata", now: String
    ) -> Value {
        let columns = columns(of: kind, definition: definition)
        let time = Timestamp(now)
        let rows = objects.map { object -> Value in
            var row: Object = ["cells": .array(columns.map { $0.cell(object, time) })]
            switch includeObject {
            case "None": row["object"] = .null
            case "Object": row["object"] = object
            default:
                row["object"] = [
                    "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
                    "metadata": .object(object.metadata),
                ]
            }
            return .object(row)
        }
        return [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata ?? [:],
            "columnDefinitions": .array(columns.map(\.definition)), "rows": .array(rows),
        ]
    }

    static func columns(of kind: GroupVersionKind, definition: Value?) -> [TableColumn] {
        if let definition { return CustomColumns.columns(of: kind, definition: definition) }
        return builtIn[kind.groupKind] ?? [.name, .age]
    }
}
