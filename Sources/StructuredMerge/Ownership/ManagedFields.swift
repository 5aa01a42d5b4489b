package import Manifests

/// What one manager owns of an object: an entry of `metadata.managedFields`.
package struct ManagedFieldsEntry: Sendable, Hashable {
    package enum Operation: String, Sendable, Hashable {
        case apply = "Apply"
        case update = "Update"
    }

    package var manager: String
    package var operation: Operation
    package var apiVersion: String
    /// RFC 3339, whole seconds, UTC. Nil for an applier that never changed the object.
    package var time: String?
    /// Empty for the object itself.
    package var subresource: String
    package var fields: FieldSet

    package init(
        manager: String, operation: Operation, apiVersion: String, time: String? = nil, subresource: String = "",
        fields: FieldSet
    ) {
        self.manager = manager
        self.operation = operation
        self.apiVersion = apiVersion
        self.time = time
        self.subresource = subresource
        self.fields = fields
    }

    /// What makes two entries the same: an applier keeps its entry when it applies at another version.
    package var identity: ManagerIdentity {
        ManagerIdentity(
            manager: manager, operation: operation, apiVersion: operation == .apply ? "" : apiVersion,
            subresource: subresource)
    }
}

/// A manager as the API server tells them apart.
package struct ManagerIdentity: Sendable, Hashable {
    package var manager: String
    package var operation: ManagedFieldsEntry.Operation
    /// Empty for appliers.
    package var apiVersion: String
    package var subresource: String

    package init(
        manager: String, operation: ManagedFieldsEntry.Operation, apiVersion: String, subresource: String
    ) {
        self.manager = manager.isEmpty ? "unknown" : manager
        self.operation = operation
        self.apiVersion = operation == .apply ? "" : apiVersion
        self.subresource = subresource
    }

    /// The order of the server's own identifiers, which are JSON texts.
    var sortKey: String {
        var members: [(String, String)] = [("manager", manager), ("operation", operation.rawValue)]
        if !apiVersion.isEmpty { members.append(("apiVersion", apiVersion)) }
        if !subresource.isEmpty { members.append(("subresource", subresource)) }
        return "{" + members.map { "\"\($0)\":" + HTMLSafeJSON.string(.string($1)) }.joined(separator: ",") + "}"
    }
}

/// Why `metadata.managedFields` cannot be read.
package struct ManagedFieldsError: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String
    package var description: String { message }
}

/// The managers of an object and what each owns.
package struct ManagedFields: Sendable, Hashable {
    /// In the server's order after ``sort()``.
    package var entries: [ManagedFieldsEntry]

    package init(entries: [ManagedFieldsEntry] = []) { self.entries = entries }

    /// Reads `metadata.managedFields`; nil and null are no managers.
    ///
    /// - Throws: an entry that is no object, an operation other than `Apply` and `Update`, an empty `apiVersion`,
    ///   a `fieldsType` other than `FieldsV1`, fields that are no field set.
    package init(metadata managedFields: Value?) throws(ManagedFieldsError) {
        entries = []
        switch managedFields {
        case nil, .null?: return
        case .array(let items)?:
            var places: [ManagerIdentity: Int] = [:]
            for (index, item) in items.enumerated() {
                let entry = try Self.entry(item, at: index)
                // Of two entries with one identity the later wins, as in the server's map.
                if let place = places[entry.identity] {
                    entries[place] = entry
                } else {
                    places[entry.identity] = entries.count
                    entries.append(entry)
                }
            }
        case let other?:
            throw ManagedFieldsError(message: "expected a list of managed fields, found \(other.kindInWords)")
        }
    }

    /// The entries of an object.
    package init(of object: Value) throws(ManagedFieldsError) {
        try self.init(metadata: object[path: "metadata", "managedFields"])
    }

    private static func entry(_ value: Value, at index: Int) throws(ManagedFieldsError) -> ManagedFieldsEntry {
        guard case .object(let object) = value else {
            throw ManagedFieldsError(message: "expected an object in managed fields entry \(index)")
        }
        guard let operation = object["operation"]?.string.flatMap(ManagedFieldsEntry.Operation.init) else {
            throw ManagedFieldsError(message: "operation must be `Apply` or `Update`")
        }
        guard let apiVersion = object["apiVersion"]?.string, !apiVersion.isEmpty else {
            throw ManagedFieldsError(message: "apiVersion must not be empty")
        }
        let fieldsType = object["fieldsType"]?.string ?? ""
        guard fieldsType == "FieldsV1" else {
            throw ManagedFieldsError(
                message: fieldsType.isEmpty
                    ? "missing fieldsType in managed fields entry \(index)"
                    : "invalid fieldsType \(GoText.quoted(fieldsType)) in managed fields entry \(index)")
        }
        var fields = FieldSet()
        if let fieldsV1 = object["fieldsV1"], !fieldsV1.isNull {
            do throws(FieldSetError) {
                fields = try FieldSet(fieldsV1: fieldsV1)
            } catch {
                throw ManagedFieldsError(message: "error decoding managed fields entry \(index): \(error)")
            }
        }
        return ManagedFieldsEntry(
            manager: object["manager"]?.string ?? "", operation: operation, apiVersion: apiVersion,
            time: object["time"]?.string, subresource: object["subresource"]?.string ?? "", fields: fields)
    }

    /// As `metadata.managedFields` has it.
    package var value: Value {
        .array(
            entries.map { entry in
                var members: [Object.Member] = [
                    .init(key: "apiVersion", value: .string(entry.apiVersion)),
                    .init(key: "fieldsType", value: "FieldsV1"),
                    .init(key: "fieldsV1", value: entry.fields.fieldsV1),
                    .init(key: "manager", value: .string(entry.manager)),
                    .init(key: "operation", value: .string(entry.operation.rawValue)),
                ]
                if !entry.subresource.isEmpty {
                    members.append(.init(key: "subresource", value: .string(entry.subresource)))
                }
                if let time = entry.time { members.append(.init(key: "time", value: .string(time))) }
                return .object(Object(members))
            })
    }

    /// The entry of a manager; for an applier whatever its version.
    package func entry(
        manager: String, operation: ManagedFieldsEntry.Operation, apiVersion: String, subresource: String = ""
    ) -> ManagedFieldsEntry? {
        self[ManagerIdentity(manager: manager, operation: operation, apiVersion: apiVersion, subresource: subresource)]
    }

    package subscript(identity: ManagerIdentity) -> ManagedFieldsEntry? {
        entries.first { $0.identity == identity }
    }

    /// The server's order: operation, seconds, manager, version, subresource.
    package mutating func sort() {
        entries.sort { left, right in
            if left.operation != right.operation { return left.operation.rawValue < right.operation.rawValue }
            let leftTime = left.time ?? ""
            let rightTime = right.time ?? ""
            if leftTime != rightTime { return leftTime < rightTime }
            for (a, b) in [
                (left.manager, right.manager), (left.apiVersion, right.apiVersion),
                (left.subresource, right.subresource),
            ] {
                let order = a.compareBytes(with: b)
                if order != 0 { return order < 0 }
            }
            return false
        }
    }
}

extension Value {
    /// The object without `metadata.managedFields`.
    package var withoutManagedFields: Value {
        guard case .object(var object) = self, case .object(var metadata)? = object["metadata"],
            metadata["managedFields"] != nil
        else { return self }
        metadata["managedFields"] = nil
        object["metadata"] = .object(metadata)
        return .object(object)
    }

    /// The object with these managers; without the field where there are none.
    func with(_ managedFields: ManagedFields) -> Value {
        guard case .object(var object) = self else { return self }
        if managedFields.entries.isEmpty, object["metadata"] == nil { return self }
        guard case .object(var metadata) = object["metadata"] ?? .object(Object()) else { return self }
        metadata["managedFields"] = managedFields.entries.isEmpty ? nil : managedFields.value
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}
