package import Manifests

/// Reads a recorded state; what is missing or impossible is an error at its path.
struct StateReader {
    let value: Value
    /// Empty, or ends with a dot.
    let path: String

    init(_ value: Value, path: String = "") {
        self.value = value
        self.path = path
    }

    func object(_ name: String) throws(JudgingError) -> StateReader {
        guard let member = value[name], member.object != nil else {
            throw .state(path: path + name, expected: "an object")
        }
        return StateReader(member, path: "\(path)\(name).")
    }

    /// A finite number from 0 up.
    func amount(_ name: String) throws(JudgingError) -> Double {
        guard let number = value[name]?.number, number >= 0 else {
            throw .state(path: path + name, expected: "a number from 0 up")
        }
        return number
    }

    func optionalAmount(_ name: String) throws(JudgingError) -> Double? {
        guard let member = value[name], !member.isNull else { return nil }
        return try amount(name)
    }

    func count(_ name: String) throws(JudgingError) -> Int {
        guard let count = value[name]?.integer.flatMap(Int.init(exactly:)), count >= 0 else {
            throw .state(path: path + name, expected: "a whole number from 0 up")
        }
        return count
    }

    func optionalCount(_ name: String) throws(JudgingError) -> Int? {
        guard let member = value[name], !member.isNull else { return nil }
        return try count(name)
    }
}

extension Value {
    /// An integer or a double as a finite number; nil for everything else.
    package var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .double(let double) where double.isFinite: double
        default: nil
        }
    }
}
