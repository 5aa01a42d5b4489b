import PolicyV1

/// Pods do not mount the token of their service account by themselves.
admission("K8sPSPAutomountServiceAccountTokenPod", kinds: .podBearing, skipUpdatesOf: [.pod]) { review in
    let isAutomatic = review.pod.spec["automountServiceAccountToken"]?.bool
    let mounts = review.pod.allContainers.contains { container in
        container.object.list("volumeMounts").contains {
            $0["mountPath"]?.string == "/var/run/secrets/kubernetes.io/serviceaccount"
        }
    }
    require(
        !(isAutomatic ?? mounts), "Automounting service account token is disallowed, pod: \(review.name)",
        at: review.pod.path)
}
