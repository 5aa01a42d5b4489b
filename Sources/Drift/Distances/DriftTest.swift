/// A way to tell whether two samples of one column come from the same distribution. The names are Evidently's.
package enum DriftTest: String, Sendable, Hashable, CaseIterable {
    case kolmogorovSmirnov = "ks"
    case chiSquare = "chisquare"
    case proportions = "z"
    case wasserstein
    case populationStability = "psi"
    case kullbackLeibler = "kl_div"
    case jensenShannon = "jensenshannon"
    case hellinger
    case andersonDarling = "anderson"
    case mannWhitney = "mannw"

    /// Whether the score is a distance, of which much is drift, rather than a p-value, of which little is.
    package var isDistance: Bool {
        switch self {
        case .wasserstein, .populationStability, .kullbackLeibler, .jensenShannon, .hellinger: true
        case .kolmogorovSmirnov, .chiSquare, .proportions, .andersonDarling, .mannWhitney: false
        }
    }

    /// Evidently's own.
    package var standardThreshold: Double { isDistance || self == .andersonDarling ? 0.1 : 0.05 }

    /// Whether it needs the order of the values, which categories do not have.
    package var needsNumbers: Bool {
        switch self {
        case .kolmogorovSmirnov, .wasserstein, .andersonDarling, .mannWhitney: true
        case .chiSquare, .proportions, .populationStability, .kullbackLeibler, .jensenShannon, .hellinger: false
        }
    }

    /// The distance over bins that it is; nil for the others.
    var binned: BinnedDistance? {
        switch self {
        case .populationStability: .populationStability
        case .kullbackLeibler: .kullbackLeibler
        case .jensenShannon: .jensenShannon
        case .hellinger: .hellinger
        case .kolmogorovSmirnov, .chiSquare, .proportions, .wasserstein, .andersonDarling, .mannWhitney: nil
        }
    }

    /// Whether a score is drift: a distance from the threshold up, a p-value below it (of Kolmogorov-Smirnov, up to
    /// it). NaN is none.
    package func isDrift(_ score: Double, threshold: Double) -> Bool {
        if isDistance { return score >= threshold }
        return self == .kolmogorovSmirnov ? score <= threshold : score < threshold
    }

    package var inWords: String {
        switch self {
        case .kolmogorovSmirnov: "Kolmogorov-Smirnov"
        case .chiSquare: "chi-squared"
        case .proportions: "z of proportions"
        case .wasserstein: "Wasserstein"
        case .populationStability: "population stability index"
        case .kullbackLeibler: "Kullback-Leibler"
        case .jensenShannon: "Jensen-Shannon"
        case .hellinger: "Hellinger"
        case .andersonDarling: "Anderson-Darling"
        case .mannWhitney: "Mann-Whitney"
        }
    }
}
