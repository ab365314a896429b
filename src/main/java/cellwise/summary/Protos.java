package cellwise.summary;

import com.google.protobuf.ByteString;
import java.util.List;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary.Value;

/** Summaries as TensorFlow's messages. */
final class Protos {
  private Protos() {}

  static org.tensorflow.framework.Summary of(List<? extends Summary> summaries) {
    org.tensorflow.framework.Summary.Builder values = org.tensorflow.framework.Summary.newBuilder();
    summaries.forEach(summary -> values.addValue(value(summary)));
    return values.build();
  }

  private static Value.Builder value(Summary summary) {
    Value.Builder value = Value.newBuilder().setTag(summary.tag());
    if (summary instanceof Scalar scalar) {
      return value.setSimpleValue(scalar.value());
    }
    if (summary instanceof Histogram histogram) {
      return value.setHisto(histogram(histogram));
    }
    Image image = (Image) summary;
    return value.setImage(
        org.tensorflow.framework.Summary.Image.newBuilder()
            .setHeight(image.height())
            .setWidth(image.width())
            .setColorspace(image.channels())
            .setEncodedImageString(ByteString.copyFrom(image.png())));
  }

  private static HistogramProto histogram(Histogram histogram) {
    HistogramProto.Builder proto =
        HistogramProto.newBuilder()
            .setMin(histogram.min())
            .setMax(histogram.max())
            .setNum(histogram.num())
            .setSum(histogram.sum())
            .setSumSquares(histogram.sumSquares());
    for (Histogram.Bucket bucket : histogram.buckets()) {
      proto.addBucketLimit(bucket.limit()).addBucket(bucket.count());
    }
    return proto.build();
  }
}
