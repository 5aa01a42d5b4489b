import Manifests

// Custom resources: KServe's own words, and the conditions of kstatus
// (<https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md>) for all others.
extension Health {
    static func inferenceService(_ live: LiveObject) -> Health {
        guard let ready = live.condition("Ready") else { return notObserved }
        let transition = live.status[path: "modelStatus", "transitionStatus"]?.string
        let failure = live.status[path: "modelStatus", "lastFailureInfo", "message"]?.string ?? ""
        switch transition {
        case "InvalidSpec"?:
            return Health(.degraded, failure.isEmpty ? "the model's specification is invalid" : failure)
        case "BlockedByFailedLoad"?: return Health(.degraded, failure.isEmpty ? "the model failed to load" : failure)
        case "InProgress"?: return Health(.progressing, "the model is being loaded")
        default: break
        }
        if ready.isTrue { return Health(.healthy) }
        return Health(.progressing, firstFalse(live) ?? ready.words)
    }

    /// The part of an InferenceService that is not ready says more than the whole does.
    private static func firstFalse(_ live: LiveObject) -> String? {
        for type in ["PredictorReady", "TransformerReady", "ExplainerReady", "IngressReady"] {
            if let part = live.condition(type), part.isFalse, !part.words.isEmpty { return "\(type): \(part.words)" }
        }
        return nil
    }

    static func generic(_ live: LiveObject) -> Health {
        if let stalled = live.condition("Stalled"), stalled.isTrue { return Health(.degraded, stalled.words) }
        if let reconciling = live.condition("Reconciling"), reconciling.isTrue {
            return Health(.progressing, reconciling.words)
        }
        guard let ready = live.condition("Ready") else { return Health(.healthy) }
        switch ready.status {
        case "True": return Health(.healthy)
        case "False": return Health(.progressing, ready.words)
        default: return Health(.progressing, ready.words.isEmpty ? "Ready is unknown" : ready.words)
        }
    }
}
