package import Manifests

/// One thing after the other, for those who keep the time and the watches themselves, as a simulation does.
extension EnvironmentReconciler {
    package enum Occasion: Sendable {
        case head(Checkout)
        case live(LiveEvent, GroupVersionKind)
        case retry
        case holdsChanged
    }

    /// Takes one thing that happened, and returns when all is done that follows from it without waiting.
    package func step(_ occasion: Occasion) async {
        switch occasion {
        case .head(let checkout): await handle(.head(checkout))
        case .live(let event, let kind):
            let selector = admitted?.applySet.selector ?? ""
            await handle(.live(event, .members(kind, selector: selector), watch: nil))
        case .retry: await handle(.retry)
        case .holdsChanged: await handle(.holdsChanged)
        }
        await post()
    }

    /// Whether ``Occasion/retry`` is to follow after a while.
    package var wantsRetry: Bool { if case .wanted = retry { true } else { brake.isDue } }

    /// The kinds whose members are to be followed from now on, and the label that makes an object one.
    package var watched: (kinds: [GroupVersionKind], selector: String) {
        (kinds.values.sorted { ($0.kind, $0.group) < ($1.kind, $1.group) }, admitted?.applySet.selector ?? "")
    }
}
