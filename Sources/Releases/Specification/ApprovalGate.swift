/// What an approval lets happen: a word for one gate opens no other.
package enum ApprovalGate: Sendable, Hashable {
    /// The candidate's first share, where the environment asks for approvals.
    case opening
    /// The share behind an approval among the steps: its place there, from 1.
    case step(Int)
    /// Every share of the candidate, in a freeze or outside a window.
    case breakGlass
}

extension ApprovalGate: CustomStringConvertible {
    /// `opening`, `step-3`, `break-glass`: as signed statements and their files have it.
    package var description: String {
        switch self {
        case .opening: "opening"
        case .step(let number): "step-\(number)"
        case .breakGlass: "break-glass"
        }
    }

    package init?(_ text: String) {
        switch text {
        case "opening": self = .opening
        case "break-glass": self = .breakGlass
        default:
            guard text.hasPrefix("step-"), let number = Int(text.dropFirst(5)), number > 0, text == "step-\(number)"
            else { return nil }
            self = .step(number)
        }
    }
}
