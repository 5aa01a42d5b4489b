import Manifests
import StructuredMerge

/// What the check against schemas knows of a value: where in an object it may lie.
///
/// Each schema is one possibility. Something is wrong only where it is wrong for all of them, so a policy for two
/// kinds may read what only one of them has.
indirect enum SchemaPlace {
    /// A text that stands in the policy.
    struct Literal {
        var text: String
        /// Of the literal, or of what it is made from.
        var offset: Int
    }

    /// Nothing is known, so nothing is said.
    case unknown
    case json([TypeSchema])
    case list(SchemaPlace)
    case review
    case pod([TypeSchema])
    case container([TypeSchema])
    /// One of these texts.
    case texts([Literal])
    /// One of these kinds, as policies name them.
    case kinds([String])
    /// An empty literal, or nil: says nothing of what stands beside it.
    case nothing

    static func of(_ types: [TypeSchema]) -> SchemaPlace { types.isEmpty ? .unknown : .json(types) }

    /// Either of the two.
    func joined(_ other: SchemaPlace) -> SchemaPlace {
        switch (self, other) {
        case (.nothing, _): other
        case (_, .nothing): self
        case (.json(let a), .json(let b)): .json(a + b)
        case (.pod(let a), .pod(let b)): .pod(a + b)
        case (.container(let a), .container(let b)): .container(a + b)
        case (.texts(let a), .texts(let b)): .texts(a + b)
        case (.kinds(let a), .kinds(let b)): .kinds(a + b)
        case (.list(let a), .list(let b)): .list(a.joined(b))
        case (.review, .review): .review
        default: .unknown
        }
    }

    var element: SchemaPlace {
        switch self {
        case .list(let element): element
        default: .unknown
        }
    }
}

extension TypeSchema {
    /// What a schema says of a value, in the words of a message.
    var words: String {
        if isMap { return "an object" }
        if listType != nil { return "a list" }
        switch scalar {
        case .numeric: return "a number"
        case .string: return "a string"
        case .boolean: return "a boolean"
        case .untyped, nil: return "a scalar"
        }
    }
}
