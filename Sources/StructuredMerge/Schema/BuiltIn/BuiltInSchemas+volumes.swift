extension BuiltInSchemas {
    /// The volume sources of the core group.
    static let volumes = #"""
        core.v1.AWSElasticBlockStoreVolumeSource
          fsType:s partition:n readOnly:b volumeID:s*=""
        core.v1.AzureDiskVolumeSource
          cachingMode:s="ReadWrite" diskName:s*="" diskURI:s*="" fsType:s="ext4" kind:s="Shared" readOnly:b
        core.v1.AzureFilePersistentVolumeSource
          readOnly:b secretName:s*="" secretNamespace:s shareName:s*=""
        core.v1.AzureFileVolumeSource
          readOnly:b secretName:s*="" shareName:s*=""
        core.v1.CSIPersistentVolumeSource
          controllerExpandSecretRef:.SecretReference controllerPublishSecretRef:.SecretReference driver:s*=""
          fsType:s nodeExpandSecretRef:.SecretReference nodePublishSecretRef:.SecretReference
          nodeStageSecretRef:.SecretReference readOnly:b volumeAttributes:{s} volumeHandle:s*=""
        core.v1.CSIVolumeSource
          driver:s*="" fsType:s nodePublishSecretRef:.LocalObjectReference readOnly:b volumeAttributes:{s}
        core.v1.CephFSPersistentVolumeSource
          monitors:[s]* path:s readOnly:b secretFile:s secretRef:.SecretReference user:s
        core.v1.CephFSVolumeSource
          monitors:[s]* path:s readOnly:b secretFile:s secretRef:.LocalObjectReference user:s
        core.v1.CinderPersistentVolumeSource
          fsType:s readOnly:b secretRef:.SecretReference volumeID:s*=""
        core.v1.CinderVolumeSource
          fsType:s readOnly:b secretRef:.LocalObjectReference volumeID:s*=""
        core.v1.ConfigMapVolumeSource
          defaultMode:n items:[.KeyToPath] name:s optional:b
        core.v1.DownwardAPIVolumeSource
          defaultMode:n items:[.DownwardAPIVolumeFile]
        core.v1.EmptyDirVolumeSource
          medium:s sizeLimit:q
        core.v1.EphemeralVolumeSource
          volumeClaimTemplate:.PersistentVolumeClaimTemplate
        core.v1.FCVolumeSource
          fsType:s lun:n readOnly:b targetWWNs:[s] wwids:[s]
        core.v1.FlexPersistentVolumeSource
          driver:s*="" fsType:s options:{s} readOnly:b secretRef:.SecretReference
        core.v1.FlexVolumeSource
          driver:s*="" fsType:s options:{s} readOnly:b secretRef:.LocalObjectReference
        core.v1.FlockerVolumeSource
          datasetName:s datasetUUID:s
        core.v1.GCEPersistentDiskVolumeSource
          fsType:s partition:n pdName:s*="" readOnly:b
        core.v1.GitRepoVolumeSource
          directory:s repository:s*="" revision:s
        core.v1.GlusterfsPersistentVolumeSource
          endpoints:s*="" endpointsNamespace:s path:s*="" readOnly:b
        core.v1.GlusterfsVolumeSource
          endpoints:s*="" path:s*="" readOnly:b
        core.v1.HostPathVolumeSource
          path:s*="" type:s
        core.v1.ISCSIPersistentVolumeSource
          chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName:s iqn:s*="" iscsiInterface:s="default"
          lun:n*=0 portals:[s] readOnly:b secretRef:.SecretReference targetPortal:s*=""
        core.v1.ISCSIVolumeSource
          chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName:s iqn:s*="" iscsiInterface:s="default"
          lun:n*=0 portals:[s] readOnly:b secretRef:.LocalObjectReference targetPortal:s*=""
        core.v1.ImageVolumeSource
          pullPolicy:s reference:s
        core.v1.LocalVolumeSource
          fsType:s path:s*=""
        core.v1.NFSVolumeSource
          path:s*="" readOnly:b server:s*=""
        core.v1.PersistentVolumeClaimVolumeSource
          claimName:s*="" readOnly:b
        core.v1.PersistentVolumeSpec
          accessModes:[s] awsElasticBlockStore:.AWSElasticBlockStoreVolumeSource azureDisk:.AzureDiskVolumeSource
          azureFile:.AzureFilePersistentVolumeSource capacity:{q} cephfs:.CephFSPersistentVolumeSource
          cinder:.CinderPersistentVolumeSource claimRef:.ObjectReference% csi:.CSIPersistentVolumeSource
          fc:.FCVolumeSource flexVolume:.FlexPersistentVolumeSource flocker:.FlockerVolumeSource
          gcePersistentDisk:.GCEPersistentDiskVolumeSource glusterfs:.GlusterfsPersistentVolumeSource
          hostPath:.HostPathVolumeSource iscsi:.ISCSIPersistentVolumeSource local:.LocalVolumeSource
          mountOptions:[s] nfs:.NFSVolumeSource nodeAffinity:.VolumeNodeAffinity persistentVolumeReclaimPolicy:s
          photonPersistentDisk:.PhotonPersistentDiskVolumeSource portworxVolume:.PortworxVolumeSource
          quobyte:.QuobyteVolumeSource rbd:.RBDPersistentVolumeSource scaleIO:.ScaleIOPersistentVolumeSource
          storageClassName:s storageos:.StorageOSPersistentVolumeSource volumeAttributesClassName:s volumeMode:s
          vsphereVolume:.VsphereVirtualDiskVolumeSource
        core.v1.PhotonPersistentDiskVolumeSource
          fsType:s pdID:s*=""
        core.v1.PortworxVolumeSource
          fsType:s readOnly:b volumeID:s*=""
        core.v1.ProjectedVolumeSource
          defaultMode:n sources:[.VolumeProjection]
        core.v1.QuobyteVolumeSource
          group:s readOnly:b registry:s*="" tenant:s user:s volume:s*=""
        core.v1.RBDPersistentVolumeSource
          fsType:s image:s*="" keyring:s="/etc/ceph/keyring" monitors:[s]* pool:s="rbd" readOnly:b
          secretRef:.SecretReference user:s="admin"
        core.v1.RBDVolumeSource
          fsType:s image:s*="" keyring:s="/etc/ceph/keyring" monitors:[s]* pool:s="rbd" readOnly:b
          secretRef:.LocalObjectReference user:s="admin"
        core.v1.ScaleIOPersistentVolumeSource
          fsType:s="xfs" gateway:s*="" protectionDomain:s readOnly:b secretRef:.SecretReference* sslEnabled:b
          storageMode:s="ThinProvisioned" storagePool:s system:s*="" volumeName:s
        core.v1.ScaleIOVolumeSource
          fsType:s="xfs" gateway:s*="" protectionDomain:s readOnly:b secretRef:.LocalObjectReference* sslEnabled:b
          storageMode:s="ThinProvisioned" storagePool:s system:s*="" volumeName:s
        core.v1.SecretVolumeSource
          defaultMode:n items:[.KeyToPath] optional:b secretName:s
        core.v1.StorageOSPersistentVolumeSource
          fsType:s readOnly:b secretRef:.ObjectReference volumeName:s volumeNamespace:s
        core.v1.StorageOSVolumeSource
          fsType:s readOnly:b secretRef:.LocalObjectReference volumeName:s volumeNamespace:s
        core.v1.Volume
          awsElasticBlockStore:.AWSElasticBlockStoreVolumeSource azureDisk:.AzureDiskVolumeSource
          azureFile:.AzureFileVolumeSource cephfs:.CephFSVolumeSource cinder:.CinderVolumeSource
          configMap:.ConfigMapVolumeSource csi:.CSIVolumeSource downwardAPI:.DownwardAPIVolumeSource
          emptyDir:.EmptyDirVolumeSource ephemeral:.EphemeralVolumeSource fc:.FCVolumeSource
          flexVolume:.FlexVolumeSource flocker:.FlockerVolumeSource gcePersistentDisk:.GCEPersistentDiskVolumeSource
          gitRepo:.GitRepoVolumeSource glusterfs:.GlusterfsVolumeSource hostPath:.HostPathVolumeSource
          image:.ImageVolumeSource iscsi:.ISCSIVolumeSource name:s*="" nfs:.NFSVolumeSource
          persistentVolumeClaim:.PersistentVolumeClaimVolumeSource
          photonPersistentDisk:.PhotonPersistentDiskVolumeSource portworxVolume:.PortworxVolumeSource
          projected:.ProjectedVolumeSource quobyte:.QuobyteVolumeSource rbd:.RBDVolumeSource
          scaleIO:.ScaleIOVolumeSource secret:.SecretVolumeSource storageos:.StorageOSVolumeSource
          vsphereVolume:.VsphereVirtualDiskVolumeSource
        core.v1.VsphereVirtualDiskVolumeSource
          fsType:s storagePolicyID:s storagePolicyName:s volumePath:s*=""
        """#
}
