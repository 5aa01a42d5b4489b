import Foundation
import Judging
import Manifests
import Synchronization
import Transport

/// The model's clients: they ask for predictions all the time, and some forget a feature.
final class DemoClients: Sendable {
    /// How many ask at once.
    private static let count = 4
    private static let pause: Duration = .milliseconds(8)
    /// Rows of the reference data.
    private static let rows = 2_000

    private let client = HTTPClient()
    private let url: String
    /// What amounts are multiplied with: above 1, the world has changed.
    private let factor = Mutex(1.0)
    private let sent = Atomic<Int>(0)

    /// - Parameter serving: the cluster's address with `/serving`.
    init(serving: String) { url = "\(serving)/staging/fraud-detection/v1/models/fraud-detection:predict" }

    var requests: Int { sent.load(ordering: .relaxed) }

    func raiseAmounts(by factor: Double) { self.factor.withLock { $0 = factor } }

    /// Asks until cancelled.
    func run() async {
        await withTaskGroup { group in
            for seed in 1...Self.count { group.addTask { await self.ask(seed: UInt64(seed)) } }
        }
    }

    private func ask(seed: UInt64) async {
        var random = DemoRandom(state: seed)
        while !Task.isCancelled {
            let body: Value = ["instances": [Self.instance(&random, factor: factor.withLock { $0 })]]
            var request = HTTPRequest(.post, url, body: JSON.write(body))
            request.headers["Content-Type"] = "application/json"
            request.proxy = .none
            request.retry = .never
            if (try? await client.send(request)) != nil { sent.add(1, ordering: .relaxed) }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// What the model was trained on, as CSV.
    static func reference() -> String {
        var random = DemoRandom(state: 99)
        var text = "amount,account_age\n"
        for _ in 0..<rows {
            let instance = instance(&random, factor: 1)
            let cells = ["amount", "account_age"].map { instance[$0].map { JSON.string($0) } ?? "" }
            text += cells.joined(separator: ",") + "\n"
        }
        return text
    }

    /// One in fifty has no `account_age`, three in ten have no `device_score`.
    private static func instance(_ random: inout DemoRandom, factor: Double) -> Value {
        let amount = factor * exp(3.5 + 0.8 * random.normal())
        var instance: Object = ["amount": .double((amount * 100).rounded() / 100)]
        let age = (20_000 * random.uniform()).rounded() / 10
        if random.uniform() >= 0.02 { instance["account_age"] = .double(age) }
        if random.uniform() >= 0.3 { instance["device_score"] = .double(random.uniform()) }
        return .object(instance)
    }
}

/// The same numbers from the same seed.
struct DemoRandom {
    private var generator: SeededGenerator

    init(state: UInt64) { generator = SeededGenerator(seed: state) }

    /// In 0..<1.
    mutating func uniform() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

    /// Mean 0, deviation 1 (Box and Muller 1958).
    mutating func normal() -> Double { (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform()) }
}
