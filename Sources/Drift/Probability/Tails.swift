import Foundation

/// Upper tails of the distributions that test statistics follow.
enum Tails {
    /// P(Z > z) of a standard normal Z.
    static func normal(_ z: Double) -> Double { erfc(z / 2.0.squareRoot()) / 2 }

    /// P(X > x) of a χ² with so many degrees of freedom. NaN for none of them.
    static func chiSquare(_ x: Double, degrees: Int) -> Double {
        degrees < 1 ? .nan : IncompleteGamma.upper(Double(degrees) / 2, x / 2)
    }
}
