/// What an approval lets happen: a word for one gate opens no other.
package enum ApprovalGate: Sendable, Hashable {
    /// The candidate's first share, where the environment asks for approvals.
    case opening
    /// A share of the requests, in percent, that has an approval among the steps right before it: whatever steps are added
    /// or taken away meanwhile, it is for this much and no more.
    case share(Int)
    /// Every share of the candidate, in a freeze or outside a window.
    case breakGlass
}

extension ApprovalGate: CustomStringConvertible {
    /// `opening`, `share-50`, `break-glass`: as signed statements and their files have it.
    package var description: String {
        switch self {
        case .opening: "opening"
        case .share(let percent): "share-\(percent)"
        case .breakGlass: "break-glass"
        }
    }

    package init?(_ text: String) {
        switch text {
        case "opening": self = .opening
        case "break-glass": self = .breakGlass
        default:
            guard text.hasPrefix("share-"), let percent = Int(text.dropFirst(6)),
                (0...100).contains(percent),
                text == "share-\(percent)"
            else { return nil }
            self = .share(percent)
        }
    }
}
