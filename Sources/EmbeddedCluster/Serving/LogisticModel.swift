import Foundation
import Manifests

/// A model that the embedded cluster can serve: a logistic regression in a file `model.json`.
///
///     {
///       "intercept": -2.5,
///       "coefficients": { "amount": 0.004, "account_age": -0.01 },
///       "lookup": { "milliseconds": 20 }
///     }
///
/// A request gives a number for each feature that has a coefficient; one that leaves out any fails, as a server does
/// whose preprocessing expects a column that is not there. `lookup` is the time that reading further features from a
/// feature store takes, for each request.
struct LogisticModel: Sendable, Equatable {
    let intercept: Double
    let coefficients: [(name: String, weight: Double)]
    let lookup: Duration

    static func == (left: LogisticModel, right: LogisticModel) -> Bool {
        left.intercept == right.intercept && left.lookup == right.lookup
            && left.coefficients.elementsEqual(right.coefficients) { $0 == $1 }
    }

    enum Failure: Error, Equatable {
        case unreadable(String)
        case missingFeature(String)

        var message: String {
            switch self {
            case .unreadable(let reason): reason
            case .missingFeature(let name): "expected a number for the feature '\(name)', found none"
            }
        }
    }

    /// - Parameter text: the bytes of `model.json`.
    init(parsing text: [UInt8]) throws(Failure) {
        let root: Value
        do { root = try JSON.parse(text) } catch { throw .unreadable("expected JSON in 'model.json': \(error)") }
        guard let members = root["coefficients"]?.object, !members.isEmpty else {
            throw .unreadable("expected 'coefficients' in 'model.json'")
        }
        var coefficients: [(name: String, weight: Double)] = []
        for member in members {
            guard let weight = member.value.asNumber, weight.isFinite else {
                throw .unreadable("expected a number for 'coefficients.\(member.key)' in 'model.json'")
            }
            coefficients.append((member.key, weight))
        }
        let wait = root[path: "lookup", "milliseconds"]?.asNumber ?? 0
        guard (0...60_000).contains(wait) else {
            throw .unreadable("expected 'lookup.milliseconds' in 'model.json' to be 0…60000, found \(wait)")
        }
        intercept = root["intercept"]?.asNumber ?? 0
        self.coefficients = coefficients
        lookup = .milliseconds(wait)
    }

    /// Reads the model of a `storageUri`: a folder of this machine, as `file:///…`.
    init(storage uri: String) throws(Failure) {
        guard let url = URL(string: uri), url.isFileURL else {
            throw .unreadable("expected a model at 'file:///…', found '\(uri)': the embedded cluster fetches nothing")
        }
        let file = url.appendingPathComponent("model.json")
        guard let data = try? Data(contentsOf: file) else {
            throw .unreadable("expected a readable file 'model.json' at '\(uri)'")
        }
        try self.init(parsing: Array(data))
    }

    /// The probability of the positive class, 0…1.
    func predict(_ features: Value) throws(Failure) -> Double {
        var score = intercept
        for (name, weight) in coefficients {
            guard let value = features[name]?.asNumber else { throw .missingFeature(name) }
            score += weight * value
        }
        return 1 / (1 + exp(-score))
    }
}

extension Value {
    fileprivate var asNumber: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .double(let double): double
        default: nil
        }
    }
}
