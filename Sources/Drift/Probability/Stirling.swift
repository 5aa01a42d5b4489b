import Foundation

/// Stirling's series (DLMF 5.11.1).
enum Stirling {
    /// log Γ(a) - ((a - ½) log a - a + ½ log 2π), for a of at least 10: the first term left out is below 1e-15.
    static func correction(_ a: Double) -> Double {
        let square = 1 / (a * a)
        let inner = 1.0 / 1188 - square * 691 / 360_360
        return (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square * inner)))) / a
    }

    /// log n! for n of at least 0.
    static func logFactorial(_ n: Int) -> Double {
        if n < 20 { return log((1...max(n, 1)).reduce(1.0) { $0 * Double($1) }) }
        let a = Double(n) + 1
        return (a - 0.5) * log(a) - a + 0.5 * log(2 * .pi) + correction(a)
    }
}
