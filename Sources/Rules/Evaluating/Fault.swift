package import Manifests

/// Why a decision could not be reached: it denies, and says so.
package struct Fault: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        case missing(String)
        case wrongType(expected: String, found: String, what: String)
        case overflow
        case divisionByZero
        case index(Int, count: Int)
        case fuel
        case tooLarge(String)
        case unavailable(String)
        case invalid(expected: String, found: String)
    }

    package var reason: Reason
    /// In bytes of the file; negative where no place is known.
    var offset: Int
    /// Where in the policy; filled in by the engine.
    package var location: SourceLocation?

    init(_ reason: Reason, at offset: Int = -1) {
        self.reason = reason
        self.offset = offset
    }

    func located(_ offset: Int) -> Fault {
        guard self.offset < 0 else { return self }
        var fault = self
        fault.offset = offset
        return fault
    }

    package var message: String {
        switch reason {
        case .missing(let what): "missing \(what)"
        case .wrongType(let expected, let found, let what): "expected \(expected) for \(what), found \(found)"
        case .overflow: "a number leaves 64 bits"
        case .divisionByZero: "a division by zero"
        case .index(let index, let count): "index \(index) is outside a list of \(count)"
        case .fuel: "the policy took more than its \(Limits.fuel) steps"
        case .tooLarge(let what): "\(what) that is too large"
        case .unavailable(let what): "\(what) could not be read"
        case .invalid(let expected, let found): "expected \(expected), found '\(found)'"
        }
    }
}
