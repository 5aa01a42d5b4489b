import Manifests

/// Compares FieldsV1, as an entry of `managedFields` has them, with what an applier of a configuration owns, without
/// making a set of either: a plan asks it of every object.
struct RecordedFields {
    let table: SchemaTable

    /// Whether these are just the fields that an applier of the configuration owns, but for the stripped ones.
    ///
    /// - Returns: false also where a look does not tell: items that stand in a list twice or have no key, and FieldsV1
    ///   in another form than the server writes.
    func areOwned(_ fields: Value, by configuration: Value, _ type: Int) -> Bool {
        guard case .object(let members) = fields, !members.isEmpty, members["."] == nil else { return false }
        return look(configuration, type, at: fields, .init(isMember: false, stripped: StrippedFields.set)) == .same
    }

    private enum Look {
        /// Nothing is owned there, and nothing recorded.
        case nothing
        case same
        case different
    }

    /// What is known of a path besides its value.
    private struct Place {
        /// Whether the path is owned whatever its value.
        var isMember: Bool
        /// What is not recorded below it.
        var stripped = FieldSet()
        /// Whether the path itself is not recorded.
        var isStripped = false
    }

    private func look(_ value: Value, _ type: Int, at record: Value?, _ place: Place) -> Look {
        let definition = table.types[type]
        switch (definition.shape(of: value), value) {
        case (.map?, _) where definition.map?.isAtomic == true, (.list?, _) where definition.list?.isAtomic == true,
            (.scalar?, _):
            return close(found: 0, of: record, isMember: !place.isStripped)
        case (.map?, .object(let object)):
            guard let map = definition.map else { return .different }
            return look(object, map, at: record, place)
        case (.list?, .array(let items)):
            guard let list = definition.list else { return .different }
            return look(items, list, at: record, place)
        default: return close(found: 0, of: record, isMember: place.isMember && !place.isStripped)
        }
    }

    /// Both are in the order of the bytes of their keys, so one pass tells.
    private func look(_ object: Object, _ map: MapSchema, at record: Value?, _ place: Place) -> Look {
        let fields = record?.object?.members ?? []
        var next = fields.first?.key == "." ? 1 : 0
        var found = 0
        for member in object.members {
            let recorded = next < fields.count && Self.isField(fields[next].key, of: member.key)
            let (type, isDeclared) = table.memberType(member.key, of: map)
            let isMember = !isDeclared || member.value.isNull || member.value.object?.isEmpty == true
            let stripped = place.stripped.isEmpty ? nil : place.stripped.node(at: .field(member.key))
            let below = Place(
                isMember: isMember, stripped: stripped?.children ?? FieldSet(), isStripped: stripped?.isMember ?? false)
            switch look(member.value, type, at: recorded ? fields[next].value : nil, below) {
            case .different: return .different
            case .nothing: continue
            case .same: (found, next) = (found + 1, next + 1)
            }
        }
        return close(found: found, of: record, isMember: place.isMember && !place.isStripped)
    }

    private func look(_ items: [Value], _ list: ListSchema, at record: Value?, _ place: Place) -> Look {
        var keys: [String] = []
        keys.reserveCapacity(items.count)
        for item in items {
            guard let element = try? table.element(of: item, in: list) else { return .different }
            let key = element.fieldsV1Key
            guard look(item, list.item, at: record?[key], Place(isMember: true)) == .same else { return .different }
            keys.append(key)
        }
        guard keys.count < 2 || Set(keys).count == keys.count else { return .different }
        return close(found: keys.count, of: record, isMember: place.isMember && !place.isStripped)
    }

    /// - Parameters:
    ///   - found: how many of the record's members below the path are owned.
    ///   - isMember: whether the path itself is owned.
    private func close(found: Int, of record: Value?, isMember: Bool) -> Look {
        guard found > 0 || isMember else { return record == nil ? .nothing : .different }
        guard case .object(let fields)? = record else { return .different }
        let isMarked = fields.members.first?.key == "."
        return isMarked == (isMember && found > 0) && fields.count == found + (isMarked ? 1 : 0) ? .same : .different
    }

    /// Whether a key is `f:` and the name.
    private static func isField(_ key: String, of name: String) -> Bool {
        guard key.utf8.count == name.utf8.count + 2 else { return false }
        let fast = key.utf8.withContiguousStorageIfAvailable { key in
            name.utf8.withContiguousStorageIfAvailable { name in
                key[0] == UInt8(ascii: "f") && key[1] == UInt8(ascii: ":")
                    && name.indices.allSatisfy { key[$0 + 2] == name[$0] }
            }
        }
        return (fast ?? nil) ?? key.utf8.elementsEqual("f:\(name)".utf8)
    }
}
