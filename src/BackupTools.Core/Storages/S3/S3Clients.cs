using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;
using BackupTools.Abstractions;
using BackupTools.Storages.Shared;

namespace BackupTools.Storages.S3;

/// <summary>Makes the maker's client of what a storage says.</summary>
internal static class S3Clients
{
    public static AmazonS3Client Create(StorageInfo storage, S3Settings settings)
    {
        AmazonS3Config config = new()
        {
            MaxErrorRetry = 0, // Whoever calls tries again.
            MaxStaleConnectionRetries = 0,
            Timeout = Timeout.InfiniteTimeSpan, // Each request has a patience of its own.
            ForcePathStyle = settings.PathStyle,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED, // Ours go with the requests that write.
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED, // A range has none, and archives have their own.
        };
        if (settings.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = settings.Region ?? Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1";
        }
        else if (settings.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else if (settings.Profile is { } name && FindProfile(storage, name).Region is { } own)
        {
            config.RegionEndpoint = own;
        }

        try
        {
            return Credentials(storage, settings) is { } credentials ? new AmazonS3Client(credentials, config) : new AmazonS3Client(config);
        }
        catch (AmazonClientException e)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, $"Nothing says in which region '{storage.Location}' is.",
                "Give the option Region, or set AWS_REGION; for a service other than Amazon's give Endpoint.", storage.Location, e);
        }
    }

    /// <summary>What was given; null for what the maker's library finds in the environment, in profiles and on the machine.</summary>
    private static AWSCredentials? Credentials(StorageInfo storage, S3Settings settings)
    {
        if (storage.UserName is { } id && storage.GetSecret() is { } secret)
            return new BasicAWSCredentials(id, new System.Net.NetworkCredential("", secret).Password);
        return settings.Profile is { } name ? FindProfile(storage, name).GetAWSCredentials(new CredentialProfileStoreChain()) : null;
    }

    private static CredentialProfile FindProfile(StorageInfo storage, string name) =>
        new CredentialProfileStoreChain().TryGetProfile(name, out CredentialProfile profile)
            ? profile
            : throw new StorageOptions(storage).Refused($"There is no profile '{name}' in this user's AWS configuration", "Check the option Profile, and the files ~/.aws/config and ~/.aws/credentials.");
}
