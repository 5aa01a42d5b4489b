import Manifests
import StructuredMerge

/// Why a strategic merge patch cannot be applied.
enum StrategicMergeFailure: Error, Equatable {
    case unknownDirective(Value, in: Value)
    case mergeOfList
    /// A directive that is not of its form: `$retainKeys` without a list, others without the field behind a slash.
    case badFormat(String)
    case notAList(Value)
    case noMergeKey(Value, String)
    /// The items are objects, and the type names no field that tells them apart.
    case noDeclaredKey
    case mixedItems([Value], [Value])
    case listOfLists
    case noItems
    case otherOrder([Value], [Value])

    /// In the server's words.
    var message: String {
        switch self {
        case .unknownDirective(let directive, let object):
            "unknown patch type: \(GoText.plain(directive)) in map: \(GoText.plain(object))"
        case .mergeOfList: "merging lists cannot yet be specified in the patch"
        case .badFormat(let directive):
            "invalid patch format of "
                + (directive.hasPrefix("$delete") ? "primitive list" : String(directive.dropFirst()))
                + (directive == StrategicMergePatch.orderPrefix ? " list" : "")
        case .notAList(let value):
            "expected a []interface {}, but received a "
                + (value.isNull ? "%!s(<nil>)" : GoText.typeName(value))
        case .noMergeKey(let item, let key):
            "map: \(GoText.plain(item)) does not contain declared merge key: \(key)"
        case .noDeclaredKey: "cannot merge lists without merge key for type struct"
        case .mixedItems(let target, let patch):
            "list element types are not identical: \(GoText.plain([.array(target), .array(patch)]))"
        case .listOfLists: "lists of lists are not supported"
        case .noItems: "no elements in any of the given slices"
        case .otherOrder(let patch, let order):
            "The order in patch list:\n\(GoText.plain(.array(patch)))\n doesn't match $setElementOrder list:\n"
                + "\(GoText.plain(.array(order)))\n"
        }
    }
}
