"""The same networks as a user of another library would write them. Nothing here imports Theano."""
